"""What comes into the API about material and samples, and what goes out."""
