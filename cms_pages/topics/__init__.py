"""Topics: texts, courses and regulations chosen for one matter, in sections, on one page."""
