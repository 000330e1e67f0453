"""The API of declarations, decisions and certificates."""
