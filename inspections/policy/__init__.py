"""The rules of release, pure: the decision, the draw."""
