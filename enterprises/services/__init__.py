"""Every write of the ground floor."""
