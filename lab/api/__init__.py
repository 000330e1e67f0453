"""The API of lots, samples, reports and monitoring."""
