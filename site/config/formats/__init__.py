"""Date and time forms by language."""
