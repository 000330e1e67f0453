"""Questions to the ground floor, answered; nothing here writes."""
