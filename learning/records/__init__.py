"""Study records: hours as sums of intervals, why each second counts or not, and who may read that."""
