"""Units as of a day: names, places, merges and splits, committees and their terms, coverage, the chart."""
