"""The words of the audit for the laboratory and its stores."""

from django.utils.translation import gettext_lazy as _

from enterprises.deeds import Kind
from enterprises.tones import Text

DEEDS: dict[str, Text] = {
    "lot_received": _("Lot received"),
    "lot_quarantined": _("Lot set aside"),
    "dye_batch_declared": _("Dye batch declared"),
    "results_entered": _("Results entered"),
    "values_entered": _("Values entered"),
    "obligations_opened": _("Month of monitoring opened"),
    "obligation_waiver_proposed": _("Waiver of a month proposed"),
}
KINDS: dict[str, Kind] = {
    "lot": Kind(_("Lot"), ("lab:lot-detail",)),
    "sample": Kind(_("Sample"), ("lab:sample-detail",)),
    "report": Kind(_("Report"), ("lab:report-detail",)),
    "delivery": Kind(_("Delivery"), ("lab:delivery-detail",)),
    "dye_batch": Kind(_("Dye batch"), ("lab:batch-detail",)),
    "obligation": Kind(_("Month of monitoring")),
    "adjustment": Kind(_("Adjustment of the ledger"), ("lab:adjustment-detail",)),
    "retest": Kind(_("Retest"), ("lab:retest-detail",)),
}
