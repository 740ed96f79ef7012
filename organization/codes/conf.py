"""How long a one-time code lives and what it is made of."""

from datetime import timedelta

LIFETIME = timedelta(hours=24)
"""How long a request waits for the second officer, and how long the printed code can be used."""
MOST_TRIES = 5
"""So many wrong codes end it."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without those that look alike (0 O, 1 I L)."""
GROUPS, GROUP_LENGTH = 4, 4
