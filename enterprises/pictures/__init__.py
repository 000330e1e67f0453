"""Pictures as accessible SVG with the same as a table behind; classes, never colours."""

from enterprises.pictures.frame import nice_steps, picture
from enterprises.pictures.graph import Edge, Node, Stage, graph
from enterprises.pictures.series import Series, lines, stacked_columns
from enterprises.pictures.shares import Bar, Share, bars, intervals
from enterprises.pictures.timeline import ClassPeriod, Mark, class_timeline

__all__ = [
    "Bar",
    "ClassPeriod",
    "Edge",
    "Mark",
    "Node",
    "Series",
    "Share",
    "Stage",
    "bars",
    "class_timeline",
    "graph",
    "intervals",
    "lines",
    "nice_steps",
    "picture",
    "stacked_columns",
]
