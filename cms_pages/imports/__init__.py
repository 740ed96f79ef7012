"""Articles taken in from Word files: a draft with words and pictures, and what stayed behind."""
