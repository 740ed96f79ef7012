"""Columns: the pages under which everything else stands. They hold no text of their own."""
