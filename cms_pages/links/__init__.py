"""Links between articles, courses, lessons and regulations, as both ends see them."""
