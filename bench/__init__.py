"""Speed, memory and query counts of the product, measured on this machine and printed as tables.

`make bench` runs all of it; nothing here decides whether a test passes. Each table is measured beside
a ceiling of the same run (the health page), because absolute figures move with the machine.
"""
