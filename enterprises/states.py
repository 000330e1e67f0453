"""The words of the ground floor, and the doors between the states of its records."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

State = TypeVar("State", bound=TextChoices)
NextStates = Mapping[State, frozenset[State]]


def can_move(table: NextStates[State], origin: State, target: State) -> bool:
    """Tell whether the table has a door from one state to the other."""
    return target in table[origin]


class RegistrationState(TextChoices):
    """The state of an application for registration, and of the registration it becomes."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned for correction")
    ACCEPTED = "accepted", pgettext_lazy("registration", "accepted")
    REJECTED = "rejected", _("rejected")
    PROVISIONAL = "provisional", _("provisional registration")
    REGISTERED = "registered", _("registered")
    SUSPENDED = "suspended", _("suspended")
    LAPSED = "lapsed", _("lapsed")
    CANCELLED = "cancelled", _("cancelled")
    REVOKED = "revoked", _("revoked")


_R = RegistrationState
# Once only from submitted to returned, and from suspended only to the former state: the policy
# looks at both, since a table of pairs cannot.
NEXT_REGISTRATION_STATES: NextStates[RegistrationState] = {
    _R.DRAFT: frozenset({_R.SUBMITTED}),
    _R.SUBMITTED: frozenset({_R.RETURNED, _R.ACCEPTED, _R.REJECTED}),
    _R.RETURNED: frozenset({_R.SUBMITTED}),
    _R.ACCEPTED: frozenset({_R.PROVISIONAL, _R.REGISTERED, _R.REJECTED}),
    _R.REJECTED: frozenset(),
    _R.PROVISIONAL: frozenset({_R.REGISTERED, _R.SUSPENDED, _R.LAPSED}),
    _R.REGISTERED: frozenset({_R.SUSPENDED, _R.LAPSED, _R.CANCELLED, _R.REVOKED}),
    _R.SUSPENDED: frozenset({_R.PROVISIONAL, _R.REGISTERED, _R.REVOKED}),
    _R.LAPSED: frozenset(),
    _R.CANCELLED: frozenset(),
    _R.REVOKED: frozenset(),
}


class RegistrationStanding(TextChoices):
    """What a registration is worth on a day; the release rules speak these words."""

    REGISTERED = "registered", _("registered")
    PROVISIONAL = "provisional", _("provisional registration")
    PROVISIONAL_NARROWED = "provisional_narrowed", _("provisional registration, narrowed")
    NONE = "none", _("not registered")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", pgettext_lazy("registration", "ended")
    PROVISIONAL_ENDED = "provisional_ended", _("provisional registration, ended")


class AssessmentState(TextChoices):
    """The state of an on-site assessment."""

    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    SUBMITTED = "submitted", _("submitted for endorsement")
    SENT_BACK = "sent_back", _("sent back")
    ENDORSED = "endorsed", _("endorsed")
    CANCELLED = "cancelled", pgettext_lazy("assessment", "cancelled")


_A = AssessmentState
NEXT_ASSESSMENT_STATES: NextStates[AssessmentState] = {
    _A.PLANNED: frozenset({_A.UNDER_WAY, _A.CANCELLED}),
    _A.UNDER_WAY: frozenset({_A.SUBMITTED}),
    _A.SUBMITTED: frozenset({_A.ENDORSED, _A.SENT_BACK}),
    _A.SENT_BACK: frozenset({_A.UNDER_WAY}),
    _A.ENDORSED: frozenset(),
    _A.CANCELLED: frozenset(),
}


class Checklist(TextChoices):
    """The list that an assessment goes by."""

    REGISTRATION = "registration", _("registration of a maker")
    DYEHOUSE = "dyehouse", _("filing of a dyehouse")


class ItemFinding(TextChoices):
    """What was found of one item of a checklist."""

    CONFORMING = "conforming", _("conforming")
    NONCONFORMING = "nonconforming", _("not conforming")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class DocumentKind(TextChoices):
    """What a paper of an application is."""

    LICENCE = "licence", _("business licence")
    PLAN = "plan", _("plan of the premises, with photographs")
    PROCESS_CHART = "process_chart", _("process-flow chart")
    RULE_BOOK = "rule_book", _("rule book")
    OTHER = "other", _("another paper")


class RectificationState(TextChoices):
    """The state of the rectification of one finding; overdue is derived."""

    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("submitted for verification")
    RETURNED = "returned", _("returned with a reason")
    ACCEPTED = "accepted", pgettext_lazy("rectification", "accepted")
    VOID = "void", _("void")


_C = RectificationState
NEXT_RECTIFICATION_STATES: NextStates[RectificationState] = {
    _C.OPEN: frozenset({_C.SUBMITTED, _C.VOID}),
    _C.SUBMITTED: frozenset({_C.ACCEPTED, _C.RETURNED}),
    _C.RETURNED: frozenset({_C.SUBMITTED, _C.VOID}),
    _C.ACCEPTED: frozenset(),
    _C.VOID: frozenset(),
}


class DyehouseFilingState(TextChoices):
    """The state of a dyehouse's filing."""

    APPLIED = "applied", _("applied for")
    ASSESSED = "assessed", _("assessed")
    FILED = "filed", _("filed")
    REFUSED = "refused", _("refused")
    SUSPENDED = "suspended", _("suspended")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("cancelled")


_F = DyehouseFilingState
NEXT_DYEHOUSE_FILING_STATES: NextStates[DyehouseFilingState] = {
    _F.APPLIED: frozenset({_F.ASSESSED}),
    _F.ASSESSED: frozenset({_F.FILED, _F.REFUSED}),
    _F.FILED: frozenset({_F.SUSPENDED, _F.EXPIRED, _F.CANCELLED}),
    _F.REFUSED: frozenset(),
    _F.SUSPENDED: frozenset({_F.FILED}),
    _F.EXPIRED: frozenset(),
    _F.CANCELLED: frozenset(),
}


class AgentAuthorisationState(TextChoices):
    """The state of a firm's authorisation of an agent."""

    ASKED = "asked", _("asked for")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    REVOKED = "revoked", _("revoked")
    EXPIRED = "expired", _("expired")


_G = AgentAuthorisationState
NEXT_AGENT_AUTHORISATION_STATES: NextStates[AgentAuthorisationState] = {
    _G.ASKED: frozenset({_G.ACCEPTED, _G.DECLINED}),
    _G.ACCEPTED: frozenset({_G.REVOKED, _G.EXPIRED}),
    _G.DECLINED: frozenset(),
    _G.REVOKED: frozenset(),
    _G.EXPIRED: frozenset(),
}


class NoticeState(TextChoices):
    """The state of a notice to enterprises."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


_N = NoticeState
NEXT_NOTICE_STATES: NextStates[NoticeState] = {
    _N.DRAFT: frozenset({_N.SENT}),
    _N.SENT: frozenset({_N.SUPERSEDED, _N.WITHDRAWN}),
    _N.SUPERSEDED: frozenset(),
    _N.WITHDRAWN: frozenset(),
}


class NoticeKind(TextChoices):
    """What a notice to enterprises is about."""

    TECHNICAL = "technical", _("technical requirement")
    RISK = "risk", _("risk alert")
    POLICY = "policy", _("policy")


class AudienceGround(TextChoices):
    """Why a notice is addressed to a firm: what it makes, stocks and ships."""

    MARKET = "market", _("named the destination as its market")
    SHIPPED = "shipped", _("shipped there within twelve months")
    STOCK = "stock", _("has such skins in stock")
    MADE = "made", _("declared such goods within twelve months")
    DYED = "dyed", _("is a dyehouse on file for such skins")
    DELIVERED = "delivered", _("delivers dyed skins to firms it concerns")
    EVERYBODY = "everybody", _("every enterprise is concerned")
    EARLIER = "earlier", _("had the notice that this one replaces")


class EnterpriseKind(TextChoices):
    """What an enterprise does; one may be several."""

    MANUFACTURER = "manufacturer", _("manufacturer")
    DYEHOUSE = "dyehouse", _("dyehouse")
    TRADER = "trader", _("trader")
    AGENT = "agent", _("declaration agent")


class MembershipRole(TextChoices):
    """What a person may do for the enterprise they belong to."""

    OWNER = "owner", _("owner")
    DECLARANT = "declarant", _("declarant")
    VIEWER = "viewer", _("viewer")


class Regime(TextChoices):
    """How a destination's goods are watched."""

    MONITORED = "monitored", _("monitored market")
    STRICT = "strict", _("strict market")
    DEFAULT = "default", _("other destination")


class Species(TextChoices):
    """The animal a skin comes from."""

    MINK = "mink", _("mink")
    FOX = "fox", _("fox")
    RACCOON_DOG = "raccoon_dog", _("raccoon dog")
    RABBIT = "rabbit", _("rabbit (rex rabbit)")
    LAMB = "lamb", _("lamb")
    SHEARLING = "shearling", _("sheep shearling")


class Process(TextChoices):
    """What a dyehouse did to a skin."""

    DRESSED = "dressed", _("dressed")
    DYED = "dyed", _("dyed")
    BLEACHED = "bleached", _("bleached")
    PRINTED = "printed", _("printed")


class Colour(TextChoices):
    """The usual colour groups; a record may name another in its own words."""

    NATURAL = "natural", pgettext_lazy("colour", "natural")
    WHITE = "white", pgettext_lazy("colour", "white")
    BLACK = "black", pgettext_lazy("colour", "black")
    BROWN = "brown", pgettext_lazy("colour", "brown")
    GREY = "grey", pgettext_lazy("colour", "grey")
    BLUE = "blue", pgettext_lazy("colour", "blue")
    RED = "red", pgettext_lazy("colour", "red")
    BEIGE = "beige", pgettext_lazy("colour", "beige")
    GREEN = "green", pgettext_lazy("colour", "green")
    PURPLE = "purple", pgettext_lazy("colour", "purple")
    PINK = "pink", pgettext_lazy("colour", "pink")
    YELLOW = "yellow", pgettext_lazy("colour", "yellow")
    SILVER = "silver", pgettext_lazy("colour", "silver")
    MIXED = "mixed", pgettext_lazy("colour", "mixed")


class Product(TextChoices):
    """What is made of the skins."""

    COAT_LONG = "coat_long", _("long coat")
    COAT_SHORT = "coat_short", _("short coat")
    JACKET = "jacket", _("jacket")
    VEST = "vest", _("vest")
    HAT = "hat", _("hat")
    SCARF = "scarf", _("scarf")
    COLLAR = "collar", _("fur collar")
    TRIM = "trim", _("fur trim")
    GLOVES = "gloves", _("gloves")
    RUG = "rug", _("rug")


class Wearer(TextChoices):
    """Who wears the product; a range of sizes counts as its youngest wearer."""

    INFANT = "infant", _("infants")
    CHILD = "child", _("children")
    ADULT = "adult", _("adults")


class Contact(TextChoices):
    """Whether the product lies on the skin of who wears it."""

    DIRECT = "direct", _("direct contact with skin")
    INDIRECT = "indirect", _("no direct contact with skin")
