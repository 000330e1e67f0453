"""The words in which firms hear of deliveries, samples and months."""

from django.utils.translation import gettext_lazy as _

from enterprises.wording import Wording
from lab.states import ObligationState, RetestOutcome, RetestState

_STATES = {"state": ObligationState}

WORDS: dict[str, Wording] = {
    "delivery_declared": Wording(
        _("Delivery %(delivery)s waits for you"),
        _("The dyehouse says it delivered %(skins)s skins. Confirm or dispute it. %(note)s"),
        page="lab:delivery-detail",
        by=("delivery",),
    ),
    "delivery_confirmed": Wording(
        _("Delivery %(delivery)s is confirmed"),
        _("The buyer confirmed %(skins)s skins."),
        page="lab:delivery-detail",
        by=("delivery",),
    ),
    "delivery_disputed": Wording(
        _("Delivery %(delivery)s is disputed"),
        _("The buyer says: %(note)s"),
        page="lab:delivery-detail",
        by=("delivery",),
    ),
    "delivery_settled": Wording(
        _("Delivery %(delivery)s is settled"),
        _("%(skins)s skins count as delivered. %(note)s"),
        page="lab:delivery-detail",
        by=("delivery",),
    ),
    "delivery_void": Wording(
        _("Delivery %(delivery)s is void"),
        _("It no longer counts. %(note)s"),
        page="lab:delivery-detail",
        by=("delivery",),
    ),
    "stock_set_aside": Wording(
        _("Lots in quarantine: %(lots)s"),
        _("Nothing made of these skins may leave until the quarantine ends. %(reason)s"),
        page="lab:lot-list",
    ),
    "stock_freed": Wording(
        _("Lots free again: %(lots)s"),
        _("Their quarantine has ended. %(reason)s"),
        page="lab:lot-list",
    ),
    "ledger_adjusted": Wording(
        _("The ledger of lot %(lot)s was adjusted by %(skins)s skins"),
        _("Two persons of the bureau answer for it. %(reason)s"),
        page="lab:lot-detail",
        by=("lot",),
    ),
    "retest_asked": Wording(
        _("%(firm)s asks for a retest of sample %(sample)s"),
        _("Request %(retest)s waits for an inspector; the retest is concluded by %(conclude_by)s."),
        page="lab:retest-detail",
        by=("retest",),
    ),
    "retest_answered": Wording(
        _("Retest %(retest)s of sample %(sample)s: %(state)s"),
        _("Your request is now: %(state)s. %(answer)s"),
        {"state": RetestState},
        page="lab:sample-detail",
        by=("sample",),
    ),
    "retest_done": Wording(
        _("Retest %(retest)s of sample %(sample)s: %(outcome)s"),
        _("Report %(report)s says what the retained part shows: %(outcome)s."),
        {"outcome": RetestOutcome},
        page="lab:sample-detail",
        by=("sample",),
    ),
    "obligation_waived": Wording(
        _("Monitoring of %(month)s is waived"),
        _("The month counts as no missed one, and covers no lot."),
        page="lab:monitoring",
    ),
    "sample_failed": Wording(
        _("Sample %(number)s failed"),
        _("Its page says which values, and whether the retained part may be tested again."),
        page="lab:sample-detail",
        by=("number",),
    ),
    "obligation_settled": Wording(
        _("Monitoring of %(month)s: %(state)s"),
        _("The monthly monitoring of %(month)s is settled: %(state)s."),
        _STATES,
        page="lab:monitoring",
    ),
    "obligation_missed": Wording(
        _("Monitoring of %(month)s was missed"),
        _(
            "Nothing was sampled by %(due_on)s. Until a late sample passes, "
            "every lot needs a test of its own."
        ),
        page="lab:monitoring",
    ),
    "monitoring_due": Wording(
        _("Monitoring of %(month)s is due on %(due_on)s"),
        _("The drawn lots have to be sampled by then. Keep them in stock and within reach."),
        page="lab:monitoring",
    ),
}
