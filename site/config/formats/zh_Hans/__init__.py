"""Chinese date and time forms."""
