"""The pages of credit."""
