"""Laboratory: what we measured."""
