"""Enrollment: who takes which course, and how far they are."""
