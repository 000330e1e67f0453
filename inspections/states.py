"""The words for a state of declarations, rule sets, certificates and cases, and the doors."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeclarationState(TextChoices):
    """Where a declaration stands; the words are those an exporter reads."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Deciding")
    HELD = "held", pgettext_lazy("declaration", "Held")
    RETURNED = "returned", _("Returned for correction")
    RELEASED = "released", _("Released")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CANCELLED = "cancelled", _("Cancelled")


class RuleSetState(TextChoices):
    """How far a version of the release rules has come."""

    DRAFT = "draft", _("Draft")
    PROVED = "proved", _("Proved and back-tested")
    APPROVED = "approved", _("Approved")
    ACTIVE = "active", _("In force")
    RETIRED = "retired", _("Retired")
    REJECTED = "rejected", _("Rejected")


class CertificateState(TextChoices):
    """Whether a certificate of release holds."""

    ACTIVE = "active", _("Valid")
    REPLACED = "replaced", _("Replaced")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")


class ImpactCaseState(TextChoices):
    """How far the tasks that follow a failed sample are done."""

    OPEN = "open", _("Open")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


class ImpactReach(TextChoices):
    """Why a lot belongs to a case."""

    SAMPLED = "sampled", _("Sampled itself")
    BATCH = "batch", _("Of the failed dye batch")
    DYEHOUSE = "dyehouse", _("Of the dyehouse, since its last pass")
    GOODS = "goods", _("In the goods that failed")
    SIBLING = "sibling", _("Of the same dye batch, listed only")


class ImpactTaskKind(TextChoices):
    """What a task of a case is about; declared in the order in which tasks are told."""

    CERTIFICATE = "certificate", _("Revoke or keep a certificate")
    CONSIGNMENT = "consignment", _("Recall or notify a consignment")
    INFORM = "inform", _("Inform a firm")
    LOT = "lot", _("Settle a lot")
    OTHER = "other", _("Anything else")


class ImpactTaskState(TextChoices):
    """Whether a task is done."""

    OPEN = "open", pgettext_lazy("state", "Open")
    DONE = "done", _("Done")


class ImpactOutcome(TextChoices):
    """How a task was done."""

    REVOKED = "revoked", _("Revoked")
    KEPT = "kept", _("Kept")
    ENDED = "ended", _("No longer in force")
    RECALLED = "recalled", _("Recalled")
    NOTIFIED = "notified", _("Destination notified")
    NOT_SHIPPED = "not_shipped", _("Has not left")
    INFORMED = "informed", _("Informed")
    FREED = "freed", _("Freed")
    REJECTED = "rejected", pgettext_lazy("lot", "Rejected")
    DONE = "done", _("Done")


class Outcome(TextChoices):
    """What a judgement says; declared from worst to best, so that the first one found decides."""

    REFUSED = "refused", _("Refused")
    RETURNED = "returned", _("Returned for correction")
    HELD = "held", pgettext_lazy("declaration", "Held")
    RELEASED = "released", _("Released")


class HoldKind(TextChoices):
    """What a held declaration waits for; declared in the order in which holds are told."""

    TEST = "test", _("Held for test")
    INSPECTION = "inspection", _("Held for inspection")
    REVIEW = "review", _("Held for review")
    CHIEF = "chief", _("Held for the section chief")


class Path(TextChoices):
    """What a release rests on."""

    RAW_MATERIAL_RELEASE = "raw_material_release", _("Raw-material write-off release")
    LOT_EVIDENCE = "lot_evidence", _("Evidence of every lot")
    PRODUCT_TEST = "product_test", _("Product test")
    INSPECTION = "inspection", _("Inspection")


class CheckKind(TextChoices):
    """How goods themselves are checked, beside the evidence of their lots."""

    PRODUCT_TEST = "product_test", _("Product test")
    INSPECTION = "inspection", _("Inspection")


class CheckOutcome(TextChoices):
    """What a check of the goods has found so far."""

    NONE = "none", _("No result yet")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")


class RuleKind(TextChoices):
    """What a row of a rule set does."""

    BLOCK = "block", _("Block")
    LANE = "lane", _("Lane")
    HOLD = "hold", pgettext_lazy("rule", "Hold")


class FindingStatus(TextChoices):
    """What a rule found in one case."""

    PASSED = "passed", _("Met")
    FAILED = "failed", _("Not met")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class HoldEnd(TextChoices):
    """How a hold ended."""

    MET = "met", _("What was missing has come")
    ACCEPTED = "accepted", _("Accepted with a reason")
    RELEASED = "released", _("Released by the section chief")
    LAPSED = "lapsed", _("No longer asked for")


class CheckOrigin(TextChoices):
    """Who or what asked for a check."""

    DRAWN = "drawn", _("The draw")
    LANE = "lane", _("The lane")
    ADDED = "added", _("An officer")


class CheckState(TextChoices):
    """Whether a check was carried out, and what it found."""

    OPEN = "open", _("Open")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("No longer asked for")


class TradeMode(TextChoices):
    """The trade mode of a declaration."""

    GENERAL = "general", _("General trade")
    PROCESSING = "processing", _("Processing trade")
    BORDER = "border", _("Border trade")
    SELF_SOLD = "self_sold", _("Self-made and self-sold abroad")


class Transport(TextChoices):
    """How the goods leave."""

    ROAD = "road", _("Road")
    RAIL = "rail", _("Rail")
    SEA = "sea", _("Sea")
    AIR = "air", _("Air")


class PackageKind(TextChoices):
    """What the goods are packed in."""

    CARTON = "carton", _("Cartons")
    BALE = "bale", _("Bales")
    CASE = "case", _("Cases")


class LimitOperator(TextChoices):
    """How a value must stand to the limit of a contract."""

    AT_MOST = "<=", _("at most")
    BELOW = "<", _("below")
    AT_LEAST = ">=", _("at least")


_D = DeclarationState
_R = RuleSetState
_C = CertificateState
_I = ImpactCaseState

NEXT_DECLARATION_STATES: dict[DeclarationState, frozenset[DeclarationState]] = {
    _D.DRAFT: frozenset({_D.SUBMITTED}),
    _D.SUBMITTED: frozenset({_D.RELEASED, _D.HELD, _D.RETURNED, _D.REFUSED}),
    _D.HELD: frozenset({_D.RELEASED, _D.RETURNED, _D.REFUSED, _D.WITHDRAWN}),
    _D.RETURNED: frozenset({_D.SUBMITTED, _D.WITHDRAWN}),
    _D.RELEASED: frozenset({_D.CANCELLED}),
    _D.REFUSED: frozenset(),
    _D.WITHDRAWN: frozenset(),
    _D.CANCELLED: frozenset(),
}

NEXT_RULE_SET_STATES: dict[RuleSetState, frozenset[RuleSetState]] = {
    _R.DRAFT: frozenset({_R.PROVED, _R.REJECTED}),
    _R.PROVED: frozenset({_R.APPROVED, _R.DRAFT}),
    _R.APPROVED: frozenset({_R.ACTIVE, _R.DRAFT, _R.REJECTED}),
    _R.ACTIVE: frozenset({_R.RETIRED}),
    _R.RETIRED: frozenset(),
    _R.REJECTED: frozenset(),
}

NEXT_CERTIFICATE_STATES: dict[CertificateState, frozenset[CertificateState]] = {
    _C.ACTIVE: frozenset({_C.REPLACED, _C.REVOKED, _C.EXPIRED, _C.CANCELLED}),
    _C.REPLACED: frozenset(),
    _C.REVOKED: frozenset(),
    _C.EXPIRED: frozenset(),
    _C.CANCELLED: frozenset(),
}

NEXT_IMPACT_CASE_STATES: dict[ImpactCaseState, frozenset[ImpactCaseState]] = {
    _I.OPEN: frozenset({_I.CLOSING}),
    _I.CLOSING: frozenset({_I.CLOSED}),
    _I.CLOSED: frozenset({_I.REOPENED}),
    _I.REOPENED: frozenset({_I.CLOSING}),
}

STATE_AFTER: dict[Outcome, DeclarationState] = {
    Outcome.REFUSED: _D.REFUSED,
    Outcome.RETURNED: _D.RETURNED,
    Outcome.HELD: _D.HELD,
    Outcome.RELEASED: _D.RELEASED,
}

# How a task of each kind may end, in the order in which the answers are offered.
OUTCOMES_OF_TASK: dict[ImpactTaskKind, tuple[ImpactOutcome, ...]] = {
    ImpactTaskKind.CERTIFICATE: (ImpactOutcome.REVOKED, ImpactOutcome.KEPT, ImpactOutcome.ENDED),
    ImpactTaskKind.CONSIGNMENT: (
        ImpactOutcome.RECALLED,
        ImpactOutcome.NOTIFIED,
        ImpactOutcome.NOT_SHIPPED,
    ),
    ImpactTaskKind.INFORM: (ImpactOutcome.INFORMED,),
    ImpactTaskKind.LOT: (ImpactOutcome.FREED, ImpactOutcome.REJECTED),
    ImpactTaskKind.OTHER: (ImpactOutcome.DONE,),
}

# While a case is in one of these its tasks are worked on.
IMPACT_AT_WORK = frozenset({_I.OPEN, _I.REOPENED})
