"""How a text under review will look: beside the live one, on phone and desk, and in other front ends."""
