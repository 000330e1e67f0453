"""The demonstration: invented firms whose story is told by the services, on days that have passed."""
