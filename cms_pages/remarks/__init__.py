"""Remarks on a passage of a text under review: by reviewers for the makers, answered, settled, never lost."""
