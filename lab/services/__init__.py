"""Every write of the laboratory and its stores."""
