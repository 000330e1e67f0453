"""What the lists of the ground floor can be asked."""
