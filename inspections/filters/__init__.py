"""What lists of release can be asked."""
