"""The words of what people are told about certificates and about the cases of failed samples."""

from django.utils.translation import gettext_lazy as _

from enterprises.wording import Wording

WORDS: dict[str, Wording] = {
    "certificate_replaced": Wording(
        _("Certificate %(number)s is replaced"),
        _("%(copy)s stands in its place; the paper replaced is void."),
        page="inspections:certificate-detail",
        by=("copy",),
    ),
    "certificate_revoked": Wording(
        _("Certificate %(number)s is revoked"),
        _("The goods may not ship under it, and anybody who checks it sees so. %(reason)s"),
        page="inspections:certificate-detail",
        by=("number",),
    ),
    "impact_case_opened": Wording(
        _("Impact case %(case)s is open"),
        _("Sample %(sample)s failed. The case lists what it touches, and what is to be done."),
        page="inspections:impact-detail",
        by=("case",),
    ),
    "impact_case_closing": Wording(
        _("Impact case %(case)s waits to be closed"),
        _("Its tasks are done; another person than who asked closes it."),
        page="inspections:impact-detail",
        by=("case",),
    ),
    "impact_case_closed": Wording(
        _("Impact case %(case)s is closed"),
        _("Every task is done, and a second person has closed it."),
        page="inspections:impact-detail",
        by=("case",),
    ),
    "impact_case_reopened": Wording(
        _("Impact case %(case)s is open again"),
        _("%(reason)s"),
        page="inspections:impact-detail",
        by=("case",),
    ),
}
