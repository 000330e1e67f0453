"""How fast declarations are decided, beside one hand-written call that writes the same rows."""

from inspections.benchmarks.deciding import Comparison, Round, compare_deciding

__all__ = ["Comparison", "Round", "compare_deciding"]
