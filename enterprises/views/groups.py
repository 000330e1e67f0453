"""A list divided by what is to be done: its groups of states, counted, as tabs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from enterprises.parts import Tab
from enterprises.tones import Text

# The name of a group in the address, its word, its states; all rows, where it names none.
Groups = Mapping[str, tuple[Text, Sequence[str]]]


def count_groups(rows: QuerySet[Any], groups: Groups, **more: Q) -> dict[str, int]:
    """Count every group that names states, and what is asked for besides, in one question."""
    asked = {name: Q(state__in=states) for name, (_word, states) in groups.items() if states}
    counted = rows.order_by().aggregate(
        **{name: Count("pk", filter=condition) for name, condition in {**asked, **more}.items()}
    )
    return dict(counted)


def tabs_of(groups: Groups, counts: Mapping[str, int], current: str) -> list[Tab]:
    """Give the tabs of the groups, each with its count if it has one."""
    return [
        Tab(label, f"?of={name}", counts.get(name), is_current=name == current)
        for name, (label, _states) in groups.items()
    ]
