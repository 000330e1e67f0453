"""Inspection and release: whether the goods may leave."""
