"""What comes into the API about goods that are to leave, and what goes out."""
