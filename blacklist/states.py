"""The words of credit: events, classes, lists, and the doors between their states."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.states import NextStates, can_move

__all__ = [
    "NEXT_CLASS_PROPOSAL_STATES",
    "NEXT_CREDIT_EVENT_STATES",
    "NEXT_LIST_ENTRY_STATES",
    "NEXT_URGENT_LIST_ENTRY_STATES",
    "UNTOLD_EVENT_STATES",
    "ClassProposalState",
    "CreditClass",
    "CreditEventState",
    "Effect",
    "Ground",
    "Level",
    "ListEntryState",
    "ListKind",
    "MoveCause",
    "Pillar",
    "Reporter",
    "Severity",
    "SharedField",
    "Stacking",
    "can_move",
]


class CreditClass(TextChoices):
    """The class of an enterprise, best first."""

    A = "A", _("class A")
    B = "B", _("class B")
    C = "C", _("class C")
    D = "D", _("class D")


class Level(TextChoices):
    """The class with the red list above it, best first; the lanes of release read it."""

    RED = "RED", _("red list")
    A = "A", _("class A")
    B = "B", _("class B")
    C = "C", _("class C")
    D = "D", _("class D")


class CreditEventState(TextChoices):
    """The state of a credit event; lapse is derived."""

    REPORTED = "reported", _("reported")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", pgettext_lazy("credit event", "rejected")
    OBJECTED = "objected", _("objected to")
    DISMISSED = "dismissed", _("objection dismissed")
    ALLOWED = "allowed", _("objection allowed")


_E = CreditEventState
NEXT_CREDIT_EVENT_STATES: NextStates[CreditEventState] = {
    _E.REPORTED: frozenset({_E.CONFIRMED, _E.REJECTED}),
    _E.CONFIRMED: frozenset({_E.OBJECTED}),
    _E.REJECTED: frozenset(),
    _E.OBJECTED: frozenset({_E.DISMISSED, _E.ALLOWED}),
    _E.DISMISSED: frozenset(),
    _E.ALLOWED: frozenset(),
}
# What nobody has confirmed is no firm's to read: it may be mistaken, and it counts for nothing.
UNTOLD_EVENT_STATES = frozenset({_E.REPORTED, _E.REJECTED})


class ListKind(TextChoices):
    """The list an entry stands on."""

    RED = "red", _("red list")
    BLACK = "black", _("black list")


class ListEntryState(TextChoices):
    """The state of an entry on the red or the black list."""

    PROPOSED = "proposed", _("proposed")
    NOTICED = "noticed", _("firm given notice")
    HEARD = "heard", _("firm heard")
    EFFECTIVE = "effective", _("effective")
    CONFIRMED = "confirmed", _("confirmed after the hearing")
    ENDED = "ended", _("ended")
    DROPPED = "dropped", _("dropped")


_L = ListEntryState
NEXT_LIST_ENTRY_STATES: NextStates[ListEntryState] = {
    _L.PROPOSED: frozenset({_L.NOTICED, _L.DROPPED}),
    _L.NOTICED: frozenset({_L.HEARD, _L.DROPPED}),
    _L.HEARD: frozenset({_L.EFFECTIVE, _L.DROPPED}),
    _L.EFFECTIVE: frozenset({_L.ENDED}),
    _L.CONFIRMED: frozenset(),
    _L.ENDED: frozenset(),
    _L.DROPPED: frozenset(),
}
# An urgent entry bites first and is heard after; a confirmed one must still be able to end.
NEXT_URGENT_LIST_ENTRY_STATES: NextStates[ListEntryState] = {
    _L.PROPOSED: frozenset({_L.EFFECTIVE, _L.DROPPED}),
    _L.NOTICED: frozenset(),
    _L.HEARD: frozenset(),
    _L.EFFECTIVE: frozenset({_L.CONFIRMED, _L.ENDED}),
    _L.CONFIRMED: frozenset({_L.ENDED}),
    _L.ENDED: frozenset(),
    _L.DROPPED: frozenset(),
}


class ClassProposalState(TextChoices):
    """The state of a proposed raise or override of a class."""

    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")


_P = ClassProposalState
NEXT_CLASS_PROPOSAL_STATES: NextStates[ClassProposalState] = {
    _P.PROPOSED: frozenset({_P.APPROVED, _P.REJECTED}),
    _P.APPROVED: frozenset(),
    _P.REJECTED: frozenset(),
}


class MoveCause(TextChoices):
    """Why a grade was computed anew; lapse and an allowed objection give a class back."""

    LAPSE = "lapse", _("lapse of an entry")
    OBJECTION_ALLOWED = "objection_allowed", _("objection allowed")
    OTHER = "other", _("any other cause")


class Pillar(TextChoices):
    """The four pillars of the credit assessment."""

    GOVERNMENT = "GOV", _("government recommendation")
    LAW = "LAW", _("lawful operation")
    MANAGEMENT = "MGT", _("sound management")
    SOCIAL = "SOC", _("social and association evaluation")


class Severity(TextChoices):
    """How heavy an event is; good is an honour."""

    GOOD = "good", _("good")
    MINOR = "minor", _("minor")
    MAJOR = "major", _("major")
    SEVERE = "severe", _("severe")


class Effect(TextChoices):
    """What an event does to the class at once, beside its points."""

    NONE = "none", _("none")
    CAP_B = "cap_B", _("at most class B")
    CAP_C = "cap_C", _("at most class C")
    D = "D", _("class D at once")


class Stacking(TextChoices):
    """Whether every event of an indicator counts, or only the one that occurred last."""

    LATEST = "latest", _("only the latest")
    EACH = "each", _("each one")


class Ground(TextChoices):
    """The four grounds of a government recommendation."""

    HONEST = "honest", _("honest")
    MANAGEMENT = "management", _("well managed")
    SCALE = "scale", _("large in scale")
    QUALITY = "quality", _("of good quality")


class Reporter(TextChoices):
    """Who may report an indicator."""

    GOVERNMENT = "government", _("county government")
    TAX = "tax", _("tax authority")
    MARKET_REGULATION = "market_regulation", _("market regulation")
    COMMERCE = "commerce", _("commerce department")
    ENVIRONMENT = "environment", _("environment department")
    ASSOCIATION = "association", _("trade association")
    OFFICER = "officer", _("officer of the bureau")
    SYSTEM = "system", _("the system")


class SharedField(TextChoices):
    """What a memorandum may let a department read of a firm."""

    REGISTRATION = "registration", _("registration: number, state, last day")
    CREDIT_CLASS = "credit_class", _("credit class, and since when")
    SCORE = "score", _("points")
    REASONS = "reasons", _("why this class")
    GRADING = "grading", _("government grading in force")
    EVENTS = "events", _("credit events that count")
    LISTS = "lists", _("red or black list")
    REPRESENTATIVE = "representative", _("legal representative")
    ADDRESS = "address", _("address")
    CONTACT = "contact", _("contact person and telephone")
    SIZE = "size", _("workers and capacity")
    MARKETS = "markets", _("export markets declared")
