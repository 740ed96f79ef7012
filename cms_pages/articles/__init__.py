"""Articles: theory and news, with tags, a source and a responsible editor."""
