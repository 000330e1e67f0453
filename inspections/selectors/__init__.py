"""Questions about release, answered; nothing here writes."""
