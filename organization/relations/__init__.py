"""Transfers of organization relations, members away from home, posts that end soon."""
