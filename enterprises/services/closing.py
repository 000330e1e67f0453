"""Nothing closes while a child is open; nothing is granted unvisited or over a critical finding."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.errors import DomainError
from enterprises.selectors.supervision import (
    Subject,
    critical_items_open,
    open_assessments,
    open_children,
    was_assessed,
)


class ChildrenOpen(DomainError):
    code = "CHILDREN_OPEN"
    sentence = gettext_lazy("Before this is done about %(record)s, end %(children)s.")


class CriticalItemUnmet(DomainError):
    code = "CRITICAL_ITEM_UNMET"
    sentence = gettext_lazy(
        "A critical item of %(record)s is not met: %(items)s. It has to be rectified first."
    )


class NotAssessed(DomainError):
    code = "NOT_ASSESSED"
    sentence = gettext_lazy(
        "Nobody has endorsed a visit for %(record)s yet; plan one, and decide after it."
    )


def refuse_unassessed(subject: Subject) -> None:
    """Refuse to grant in full, or to put on file, what no endorsed visit stands behind.

    Raises:
        NotAssessed: no visit of it was endorsed.

    Source: README, measure M-05 (assess before granting; provisionally, the visit comes after).
    """
    if not was_assessed(subject):
        raise NotAssessed(record=subject.number)


def refuse_open_children(subject: Subject) -> None:
    """Refuse to close what has a visit or a rectification open.

    Raises:
        ChildrenOpen: it names them.
    """
    children = open_children(subject)
    if children:
        raise ChildrenOpen(record=subject.number, children=_(", ").join(children))


def refuse_open_visits(subject: Subject) -> None:
    """Refuse what rests on a visit while one has not ended.

    Raises:
        ChildrenOpen: it names the visit.
    """
    visit = open_assessments(subject).first()
    if visit is not None:
        raise ChildrenOpen(record=subject.number, children=visit.number)


def refuse_critical_fault(subject: Subject) -> None:
    """Refuse to grant or give back what a critical finding forbids.

    Raises:
        CriticalItemUnmet: it names the items.
    """
    codes = critical_items_open(subject).order_by("code").values_list("code", flat=True)
    if codes:
        raise CriticalItemUnmet(record=subject.number, items=_(", ").join(dict.fromkeys(codes)))
