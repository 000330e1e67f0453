"""What comes in by forms."""
