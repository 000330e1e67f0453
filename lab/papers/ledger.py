"""The write-off ledger of a lot on paper: every entry with the balance after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from enterprises.papers import draw
from enterprises.papers.words import Both
from enterprises.selectors.reference import destinations
from lab.models import LedgerEntry, RawMaterialLot
from lab.papers.material import skins_words
from lab.selectors.pages import ledger_of
from lab.states import LedgerKind, LotForm, LotState


@dataclass(frozen=True)
class PaperEntry:
    """One entry of the ledger on the paper."""

    ordinal: int
    entry: LedgerEntry
    kind: Both
    destination: Both | None
    people: str


def ledger_pdf(lot: RawMaterialLot, *, at: datetime) -> bytes:
    """Draw the ledger of a lot as it stands.

    Raises:
        PangoMissing: the machine lacks the library that sets type.
    """
    return draw("pdf/ledger.html", ledger_context(lot, at=at))


def ledger_context(lot: RawMaterialLot, *, at: datetime) -> dict[str, Any]:
    """Gather what the paper says; nothing on it depends on the reader's language."""
    entries = ledger_of(lot).order_by("pk")
    return {
        "lot": lot,
        "firm": lot.enterprise,
        "skins": skins_words(lot),
        "supplier": _supplier(lot),
        "form": Both.of(LotForm(lot.form)),
        "state": Both.of(LotState(lot.state)),
        "entries": tuple(
            PaperEntry(
                ordinal=ordinal,
                entry=entry,
                kind=Both.of(LedgerKind(entry.kind)),
                destination=_destination(entry.destination_iso),
                people="、".join(
                    str(person) for person in (entry.posted_by, entry.approved_by) if person
                ),
            )
            for ordinal, entry in enumerate(entries, start=1)
        ),
        "at": at,
    }


def _supplier(lot: RawMaterialLot) -> Both:
    if lot.delivery is None:
        return Both(lot.supplier_name, lot.supplier_name)
    return Both(lot.delivery.dyehouse.name_zh, lot.delivery.dyehouse.name_en)


def _destination(iso: str) -> Both | None:
    if not iso:
        return None
    rows = destinations().get(iso)
    return Both(rows[-1].name_zh, rows[-1].name_en) if rows else Both(iso, iso)
