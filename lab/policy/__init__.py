"""The laboratory's rules, pure: limits and panels, the month, eligibility."""
