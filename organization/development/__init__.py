"""Member development: 5 stages, 25 steps, and the dates that the rules ask for."""
