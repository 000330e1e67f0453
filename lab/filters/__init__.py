"""What lists of the laboratory can be asked."""
