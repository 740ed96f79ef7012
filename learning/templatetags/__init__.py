"""Template tags of the learning app."""
