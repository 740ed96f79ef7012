"""Internal rules are looked at again on their day: kept, revised or abolished."""
