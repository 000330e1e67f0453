"""Credit and lists: how far they are trusted."""
