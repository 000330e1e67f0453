"""What people of the laboratory, and who brings it samples, type in."""
