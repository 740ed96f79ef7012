"""Courses as content: course, chapter, lesson and exam pages. How they are learned is the learning app's."""
