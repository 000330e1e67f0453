"""The embedded PostgreSQL and Valkey: where they live, and how they start and stop."""
