"""Search: one question over everything a person may see.

Holds the analyser (`analysis`), the reader of citations (`references`), the index and its engines, and
the ranking. Other apps may import `search.queries` (ask) and `search.services` (bring the index up to
date); `search.analysis` and `search.highlighting` are pure and free to use.
"""
