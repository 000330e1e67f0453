"""The words of what people are told about declarations, certificates and cases of failed samples."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from enterprises.selectors.reasons import country_name
from enterprises.wording import Wording

_DECLARATION: Mapping[str, Any] = {
    "page": "inspections:declaration-detail",
    "by": ("declaration",),
    "names": {"destination": country_name},
}

WORDS: dict[str, Wording] = {
    "declaration_released": Wording(
        _("Declaration %(declaration)s is released"),
        _("%(pieces)s pieces to %(destination)s may leave; the certificate is on its page."),
        **_DECLARATION,
    ),
    "declaration_held": Wording(
        _("Declaration %(declaration)s is held"),
        _("%(pieces)s pieces to %(destination)s: its page says what is missing, and by when."),
        **_DECLARATION,
    ),
    "declaration_returned": Wording(
        _("Declaration %(declaration)s came back for correction"),
        _("%(pieces)s pieces to %(destination)s: its page says what to amend."),
        **_DECLARATION,
    ),
    "declaration_refused": Wording(
        _("Declaration %(declaration)s is refused"),
        _("%(pieces)s pieces to %(destination)s may not leave; its page says why."),
        **_DECLARATION,
    ),
    "firm_asked": Wording(
        _("The bureau has a question about declaration %(declaration)s"),
        _("Its clock stands still until you answer. %(question)s"),
        **_DECLARATION,
    ),
    "firm_answered": Wording(
        _("The firm has answered about declaration %(declaration)s"),
        _("Its clock runs again. %(answer)s"),
        **_DECLARATION,
    ),
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
