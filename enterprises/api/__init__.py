"""The frame of the API that every floor builds on, and the addresses of the ground floor."""
