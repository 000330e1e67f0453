"""What comes in by forms on the ground floor."""
