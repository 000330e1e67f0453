"""How lists of credit are narrowed, on pages and by programs."""
