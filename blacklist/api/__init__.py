"""Credit as programs read and change it."""
