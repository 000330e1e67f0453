"""All that a release rests on, gathered: of a declaration under lock, or of one being written."""

from inspections.selectors.evidence.release import preview_evidence, release_evidence

__all__ = ["preview_evidence", "release_evidence"]
