"""Every write of release: lock, look, judge, move, record, tell."""
