"""The certificate of release as a sheet of A4: what left, for where, of which lots."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from enterprises.papers import draw
from enterprises.papers.words import Both
from enterprises.selectors.reference import destinations
from enterprises.states import Product
from inspections.models import Certificate, Declaration, MaterialUse
from inspections.states import CertificateState, PackageKind, Path, Transport

_IN_WORDS = {
    Path.RAW_MATERIAL_RELEASE: (
        "经查，上述货物所用原料均经检测或监测合格，并已核销，准予放行。",
        "The material of the goods named above was tested or monitored with conforming results "
        "and has been written off. The goods are released.",
    ),
    Path.LOT_EVIDENCE: (
        "经查，上述货物所用各原料批均有合格依据，并已核销，准予放行。",
        "Every lot of material of the goods named above has conforming evidence and has been "
        "written off. The goods are released.",
    ),
    Path.PRODUCT_TEST: (
        "经查，上述货物成品检测合格，所用原料已核销，准予放行。",
        "The goods named above were tested with conforming results and their material has been "
        "written off. The goods are released.",
    ),
    Path.INSPECTION: (
        "经查，上述货物查验合格，所用原料已核销，准予放行。",
        "The goods named above were inspected with conforming results and their material has "
        "been written off. The goods are released.",
    ),
}


@dataclass(frozen=True)
class PaperLine:
    """One line of goods on the paper. Units: kilograms."""

    ordinal: int
    description: str
    product: Both
    hs_code: str
    pieces: int
    net_weight_kg: Decimal
    lots: tuple[str, ...]


def certificate_pdf(certificate: Certificate) -> bytes:
    """Draw a certificate; one that is not in force is marked void.

    Raises:
        PangoMissing: the machine lacks the library that sets type.
    """
    return draw("pdf/certificate.html", certificate_context(certificate))


def certificate_context(certificate: Certificate) -> dict[str, Any]:
    """Gather what the paper says; nothing on it depends on the reader's language."""
    declaration = certificate.declaration
    lines = _lines(declaration)
    sentence_zh, sentence_en = _IN_WORDS[Path(certificate.decision.path)]
    return {
        "certificate": certificate,
        "declaration": declaration,
        "exporter": certificate.enterprise,
        "registration": certificate.decision.evidence["registration"].get("number", ""),
        "destination": country_in_both(declaration.destination_iso),
        "transport": Both.of(Transport(declaration.transport)),
        "package_kind": Both.of(PackageKind(declaration.package_kind)),
        "lines": lines,
        "pieces": sum(line.pieces for line in lines),
        "net_weight_kg": sum((line.net_weight_kg for line in lines), Decimal(0)),
        "sentence": Both(sentence_zh, sentence_en),
        "last_day": last_day(certificate),
        "code": " ".join((certificate.verification_code[:4], certificate.verification_code[4:])),
        "square_code": square_code(certificate),
        "is_void": certificate.state != CertificateState.ACTIVE,
    }


def last_day(certificate: Certificate) -> date:
    """Give the last day on which the goods may ship."""
    return certificate.ship_until - timedelta(days=1)


def square_code(certificate: Certificate) -> str:
    """Give the square code as a data address: it holds the page that checks this certificate."""
    page = reverse("inspections:check-code", args=[certificate.verification_code])
    code = segno.make(f"{settings.SITE_ADDRESS}{page}", error="m")
    address: str = code.svg_data_uri(scale=4, border=2, light="#fff")
    return address


def _lines(declaration: Declaration) -> tuple[PaperLine, ...]:
    lots: dict[int, list[str]] = {}
    uses = MaterialUse.objects.filter(line__declaration=declaration).order_by("line", "pk")
    for line, lot in uses.values_list("line", "lot__number"):
        lots.setdefault(line, []).append(lot)
    return tuple(
        PaperLine(
            ordinal=line.ordinal,
            description=line.description,
            product=Both.of(Product(line.product)),
            hs_code=line.hs_code,
            pieces=line.pieces,
            net_weight_kg=line.net_weight_kg,
            lots=tuple(lots.get(line.pk, ())),
        )
        for line in declaration.lines.defer("marks").order_by("ordinal")
    )


def country_in_both(iso: str) -> Both:
    """Name a country in both languages; one we have no row of is its code."""
    rows = destinations().get(iso)
    return Both(rows[-1].name_zh, rows[-1].name_en) if rows else Both(iso, iso)
