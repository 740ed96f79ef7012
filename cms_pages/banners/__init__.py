"""Banners: pictures with a few words that lead to a page, shown on the guide home while they are live."""
