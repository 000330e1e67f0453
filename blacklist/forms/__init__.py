"""What people write about credit."""
