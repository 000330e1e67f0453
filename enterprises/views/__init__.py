"""What the ground floor answers to requests."""
