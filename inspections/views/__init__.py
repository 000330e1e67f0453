"""A request into one call of a service, and back into a page."""
