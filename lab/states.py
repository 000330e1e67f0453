"""The words for a state in the laboratory and its stores, and the doors between states."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeliveryState(TextChoices):
    """What dyehouse and buyer say of a delivery; a settled one counts for the settled skins."""

    DECLARED = "declared", _("Declared")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")
    SETTLED = "settled", _("Settled")
    VOID = "void", _("Void")


class LotState(TextChoices):
    """Whether the skins of a raw-material lot may be used; the end of a clearance is derived."""

    IN_STOCK = "in_stock", _("In stock")
    QUARANTINED = "quarantined", _("Quarantined")
    REJECTED = "rejected", pgettext_lazy("lot", "Rejected")
    EXHAUSTED = "exhausted", _("Used up")


class SampleState(TextChoices):
    """How far a sample has come, from the plan to the report."""

    PLANNED = "planned", _("Planned")
    TAKEN = "taken", _("Taken")
    RECEIVED = "received", _("Received")
    TESTING = "testing", _("In test")
    ENTERED = "entered", _("Results entered")
    VERIFIED = "verified", _("Verified")
    REPORTED = "reported", _("Reported")
    REJECTED = "rejected", _("Rejected by the laboratory")
    CANCELLED = "cancelled", _("Cancelled")
    INVALIDATED = "invalidated", _("Invalidated")


class ObligationState(TextChoices):
    """What became of one month's monitoring of one firm or dyehouse."""

    OPEN = "open", _("Open")
    SAMPLED = "sampled", _("Sampled")
    IN_TEST = "in_test", _("In test")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")
    INCONCLUSIVE = "inconclusive", _("Inconclusive")
    MISSED = "missed", _("Missed")
    NOTHING_IN_STOCK = "nothing_in_stock", _("Nothing in stock")
    WAIVED = "waived", _("Waived")


class RetestState(TextChoices):
    """How a firm's request to test the retained part again was answered."""

    ASKED = "asked", _("Asked for")
    ACCEPTED = "accepted", _("Accepted")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")
    OUT_OF_TIME = "out_of_time", _("Asked too late")


class RetestOutcome(TextChoices):
    """What the retained part says, where the first report failed or could not decide."""

    PASSED = "passed", _("Passed")
    FAILED = "failed", pgettext_lazy("retest", "Failed again")
    INCONCLUSIVE = "inconclusive", _("Inconclusive")


class AdjustmentState(TextChoices):
    """What became of a proposed adjustment of the ledger."""

    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class SamplePurpose(TextChoices):
    """Why a sample is taken."""

    LOT_CLEARANCE = "lot_clearance", _("Lot clearance")
    MONITORING = "monitoring", _("Monthly monitoring")
    DECLARATION = "declaration", _("Declaration")
    RETEST = "retest", _("Retest")
    VERIFICATION = "verification", _("Verification")


class SampleSubject(TextChoices):
    """What a sample is taken of."""

    LOT = "lot", _("Raw-material lot")
    DYE_BATCH = "dye_batch", _("Dye batch")
    PRODUCT = "product", _("Finished product")


class LedgerKind(TextChoices):
    """What an entry of the ledger says happened to the skins of a lot."""

    RECEIPT = "receipt", _("Receipt")
    RESERVATION = "reservation", _("Reservation")
    GIVE_BACK = "give_back", _("Give-back")
    WRITE_OFF = "write_off", _("Write-off")
    REVERSAL = "reversal", _("Reversal")
    ADJUSTMENT = "adjustment", _("Adjustment")


class Ground(TextChoices):
    """What a lot may rest on; declared in the order in which grounds are tried."""

    TESTED = "tested", _("Own test")
    DYE_BATCH = "dye_batch", _("Test of its dye batch")
    DYEHOUSE = "dyehouse", _("Filed dyehouse")
    MONITORING = "monitoring", _("Periodic monitoring")


class LotForm(TextChoices):
    """What is counted in a lot: single skins, or plates with their skins counted."""

    SKINS = "skins", pgettext_lazy("form", "Skins")
    PLATES = "plates", _("Plates")


class Part(TextChoices):
    """What a part of the article is made of; parts and colours are judged each alone."""

    FUR = "fur", _("Fur")
    LEATHER = "leather", _("Leather")
    TEXTILE = "textile", _("Textile")
    METAL = "metal", _("Metal")


class Basis(TextChoices):
    """What a measured share is a share of."""

    DRY = "dry", _("Dry weight")
    AS_RECEIVED = "as_received", _("As received")


class MonitoringRole(TextChoices):
    """As what a subject is monitored."""

    EXPORTER = "exporter", _("Exporter")
    DYEHOUSE = "dyehouse", _("Dyehouse")


_D = DeliveryState
_L = LotState
_S = SampleState
_O = ObligationState
_R = RetestState
_A = AdjustmentState

NEXT_DELIVERY_STATES: dict[DeliveryState, frozenset[DeliveryState]] = {
    _D.DECLARED: frozenset({_D.CONFIRMED, _D.DISPUTED, _D.VOID}),
    _D.CONFIRMED: frozenset(),
    _D.DISPUTED: frozenset({_D.SETTLED, _D.VOID}),
    _D.SETTLED: frozenset(),
    _D.VOID: frozenset(),
}

NEXT_LOT_STATES: dict[LotState, frozenset[LotState]] = {
    _L.IN_STOCK: frozenset({_L.QUARANTINED, _L.EXHAUSTED}),
    _L.QUARANTINED: frozenset({_L.IN_STOCK, _L.REJECTED}),
    _L.REJECTED: frozenset(),
    _L.EXHAUSTED: frozenset({_L.IN_STOCK}),
}

NEXT_SAMPLE_STATES: dict[SampleState, frozenset[SampleState]] = {
    _S.PLANNED: frozenset({_S.TAKEN, _S.REJECTED, _S.CANCELLED}),
    _S.TAKEN: frozenset({_S.RECEIVED, _S.REJECTED, _S.CANCELLED}),
    _S.RECEIVED: frozenset({_S.TESTING, _S.REJECTED, _S.CANCELLED}),
    _S.TESTING: frozenset({_S.ENTERED, _S.REJECTED, _S.CANCELLED}),
    _S.ENTERED: frozenset({_S.VERIFIED, _S.TESTING, _S.REJECTED, _S.CANCELLED}),
    _S.VERIFIED: frozenset({_S.REPORTED}),
    _S.REPORTED: frozenset({_S.INVALIDATED}),
    _S.REJECTED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.INVALIDATED: frozenset(),
}

NEXT_OBLIGATION_STATES: dict[ObligationState, frozenset[ObligationState]] = {
    _O.OPEN: frozenset({_O.SAMPLED, _O.MISSED, _O.NOTHING_IN_STOCK, _O.WAIVED}),
    _O.SAMPLED: frozenset({_O.IN_TEST}),
    _O.IN_TEST: frozenset({_O.PASSED, _O.FAILED, _O.INCONCLUSIVE}),
    _O.PASSED: frozenset(),
    _O.FAILED: frozenset(),
    _O.INCONCLUSIVE: frozenset({_O.IN_TEST}),
    _O.MISSED: frozenset({_O.SAMPLED}),
    _O.NOTHING_IN_STOCK: frozenset({_O.OPEN}),
    _O.WAIVED: frozenset(),
}

NEXT_RETEST_STATES: dict[RetestState, frozenset[RetestState]] = {
    _R.ASKED: frozenset({_R.ACCEPTED, _R.DECLINED, _R.OUT_OF_TIME}),
    _R.ACCEPTED: frozenset({_R.DONE}),
    _R.DONE: frozenset(),
    _R.DECLINED: frozenset(),
    _R.OUT_OF_TIME: frozenset(),
}

NEXT_ADJUSTMENT_STATES: dict[AdjustmentState, frozenset[AdjustmentState]] = {
    _A.PROPOSED: frozenset({_A.APPROVED, _A.DECLINED}),
    _A.APPROVED: frozenset(),
    _A.DECLINED: frozenset(),
}

# A sample in one of these may still bring a result that somebody waits for.
SAMPLE_UNDER_WAY = frozenset({_S.TAKEN, _S.RECEIVED, _S.TESTING, _S.ENTERED})

# A delivery in one of these counts as confirmed by both sides.
DELIVERY_AGREED = frozenset({_D.CONFIRMED, _D.SETTLED})
