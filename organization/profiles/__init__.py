"""What is kept about a person, and what the person may see, correct, export and close."""
