"""Papers: templates drawn as PDF, with a font made for each and nothing fetched from outside."""

from enterprises.papers.drawing import PangoMissing, draw

__all__ = ["PangoMissing", "draw"]
