"""Enterprises: who they are."""
