"""Runs of a visit: kept, compared, and said in words how they differ."""
