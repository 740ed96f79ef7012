"""The vocabulary of tags: what may be written on a text, how it is called, what was merged; by two people."""
