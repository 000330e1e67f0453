"""Tags of pages about release."""
