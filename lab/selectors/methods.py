"""Which method measures an analyte in a kind of part, unless somebody chooses another."""

import math
from collections.abc import Mapping

from enterprises.selectors.reference import kept_until_changed
from lab.models import Method
from lab.states import Part

NATIONAL = "GBT_"
TEXTILE_ONLY = "textile parts"


@kept_until_changed
def methods() -> Mapping[str, Method]:
    """Give every method by its code."""
    return {method.code: method for method in Method.objects.order_by("code")}


def default_method(analyte: str, part: str) -> Method | None:
    """Choose the method: for this kind of part, in force, national first, then the finest."""
    known = methods().values()
    superseded = {method.supersedes for method in known}
    fitting = [
        method
        for method in known
        if method.analyte == analyte
        and method.code not in superseded
        and (TEXTILE_ONLY in method.note) == (part == Part.TEXTILE)
    ]
    return min(fitting, key=_preference, default=None)


def _preference(method: Method) -> tuple[bool, float, str]:
    finest = float(method.loq) if method.loq is not None else math.inf
    return (not method.code.startswith(NATIONAL), finest, method.code)
