"""Words for the evidence that a checklist expects, which its file names in English alone."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext, pgettext_lazy

from enterprises.tones import Text

_EVIDENCE: Mapping[str, Text] = MappingProxyType(
    {
        "appointment letter": pgettext_lazy("evidence", "appointment letter"),
        "batch records": pgettext_lazy("evidence", "batch records"),
        "consumption sheets": pgettext_lazy("evidence", "consumption sheets"),
        "contract": pgettext_lazy("evidence", "contract"),
        "delivery notes": pgettext_lazy("evidence", "delivery notes"),
        "delivery records": pgettext_lazy("evidence", "delivery records"),
        "factory inspection sheets": pgettext_lazy("evidence", "factory inspection sheets"),
        "inspection records": pgettext_lazy("evidence", "inspection records"),
        "interview": pgettext_lazy("evidence", "interview"),
        "ledger": pgettext_lazy("evidence", "ledger"),
        "licence": pgettext_lazy("evidence", "licence"),
        "list": pgettext_lazy("evidence", "list"),
        "machine count": pgettext_lazy("evidence", "machine count"),
        "mass balance of the last three months": pgettext_lazy(
            "evidence", "mass balance of the last three months"
        ),
        "needle record": pgettext_lazy("evidence", "needle record"),
        "oldest records": pgettext_lazy("evidence", "oldest records"),
        "payroll": pgettext_lazy("evidence", "payroll"),
        "permit": pgettext_lazy("evidence", "permit"),
        "photograph": pgettext_lazy("evidence", "photograph"),
        "photographs": pgettext_lazy("evidence", "photographs"),
        "plan": pgettext_lazy("evidence", "plan"),
        "receipts": pgettext_lazy("evidence", "receipts"),
        "recipes": pgettext_lazy("evidence", "recipes"),
        "records": pgettext_lazy("evidence", "records"),
        "reports": pgettext_lazy("evidence", "reports"),
        "safety data sheets": pgettext_lazy("evidence", "safety data sheets"),
        "scope of recognition": pgettext_lazy("evidence", "scope of recognition"),
        "statement": pgettext_lazy("evidence", "statement"),
        "stock and cutting records": pgettext_lazy("evidence", "stock and cutting records"),
        "stock count": pgettext_lazy("evidence", "stock count"),
        "store": pgettext_lazy("evidence", "store"),
        "store check": pgettext_lazy("evidence", "store check"),
        "supplier list": pgettext_lazy("evidence", "supplier list"),
        "supplier statement": pgettext_lazy("evidence", "supplier statement"),
        "traceability exercise": pgettext_lazy("evidence", "traceability exercise"),
        "training record": pgettext_lazy("evidence", "training record"),
        "walk through": pgettext_lazy("evidence", "walk through"),
        "work instructions": pgettext_lazy("evidence", "work instructions"),
    }
)


def evidence_words(written: str) -> str:
    """Say what is expected in the reader's language; what somebody else wrote speaks for itself."""
    parts = (part.strip() for part in written.split(","))
    return gettext(", ").join(str(_EVIDENCE.get(part, part)) for part in parts if part)
