"""How often texts are read: a number for a text and a day, and nothing about who read it."""
