"""Migrations of the content app."""
