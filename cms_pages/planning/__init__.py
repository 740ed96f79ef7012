"""What stands on which day of a month, and which live texts nobody has looked at for a year."""
