"""Checks before submission: what a program can find in a text before people read it.

`engines.Checker` is pure: a text and what is known in, findings out. The services run it on a page's
latest revision, keep the report with the revision's digest, and refuse a submission with a blocking
finding that nobody has waived.
"""
