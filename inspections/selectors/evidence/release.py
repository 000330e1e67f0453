"""The evidence of a release, in a number of questions that does not grow with the goods."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from blacklist.selectors import scheme_on, scheme_row_on, standing_of
from enterprises.calendar import day_of
from enterprises.models import Enterprise
from enterprises.selectors.reference import one_look
from enterprises.states import Regime
from inspections.content import DeclarationContent
from inspections.models import Declaration
from inspections.policy.draw import draw_value
from inspections.policy.evidence import (
    ChecksEvidence,
    DestinationEvidence,
    LineEvidence,
    MaterialUse,
    ReleaseEvidence,
)
from inspections.selectors.evidence import firms, history
from inspections.selectors.goods import Goods, Line, goods_in, goods_of
from inspections.selectors.reference import hs_facts, rule_set_on, yield_norm
from inspections.states import DeclarationState
from lab.policy.eligibility import LotEvidence, context_key
from lab.policy.limits import LimitBook, UnknownDestination, items_to_order
from lab.selectors import limit_book, month_evidence
from lab.selectors.evidence import article_of, evidence_from, facts_of

NOT_NUMBERED = "-"


@dataclass(frozen=True)
class Consignment:
    """Whose goods go where, as submitted on one day and decided on another."""

    enterprise: Enterprise
    number: str
    submission: int
    destination_iso: str
    declared_on: date
    decided_on: date
    goods: Goods


def release_evidence(
    declaration: Declaration,
    *,
    at: datetime,
    goods: Goods | None = None,
    seed: bytes | None = None,
) -> ReleaseEvidence:
    """Gather what a declaration rests on at an instant; under lock, it stays true.

    Limits and destination are those of the day in `submitted_at`. Without a seed the draw is
    unknown and only its rate is told.
    """
    consignment = Consignment(
        enterprise=declaration.enterprise,
        number=declaration.number,
        submission=declaration.submission,
        destination_iso=declaration.destination_iso,
        declared_on=day_of(declaration.submitted_at or at),
        decided_on=day_of(at),
        goods=goods or goods_of(declaration),
    )
    evidence = _evidence(consignment)
    checks = replace(
        evidence.checks,
        draw_value=None if seed is None else draw_value(declaration.number, seed),
    )
    if declaration.state == DeclarationState.DRAFT:
        reviewed: tuple[str, ...] = ()
    else:
        checks = history.with_findings(checks, declaration)
        reviewed = history.reviewed(declaration)
    return replace(
        evidence,
        checks=checks,
        reviewed=reviewed,
        diverted_from=history.diverted_from(declaration, consignment.goods),
    )


def preview_evidence(
    content: DeclarationContent,
    *,
    enterprise: Enterprise,
    at: datetime,
    declaration: Declaration | None = None,
) -> ReleaseEvidence:
    """Gather what content still being written would rest on if it were submitted now.

    `declaration` is the draft or returned declaration that the content is of, if there is one.
    The draw is not foretold: only its rate is known.

    Raises:
        IncompleteEvidence: there are no lines yet, or one takes no skins of a lot of the firm.
    """
    with one_look():
        goods = goods_in(content, enterprise)
        consignment = Consignment(
            enterprise=enterprise,
            number=declaration.number if declaration else NOT_NUMBERED,
            submission=declaration.submission + 1 if declaration else 1,
            destination_iso=content.destination_iso,
            declared_on=day_of(at),
            decided_on=day_of(at),
            goods=goods,
        )
        evidence = _evidence(consignment)
        diverted_from = ""
        if declaration is not None:
            asked = declaration.destination_iso
            declaration.destination_iso = content.destination_iso
            diverted_from = history.diverted_from(declaration, goods)
            declaration.destination_iso = asked
    return replace(evidence, diverted_from=diverted_from)


def _evidence(consignment: Consignment) -> ReleaseEvidence:
    """Gather what is true of firm, goods and destination, whatever happened to the declaration."""
    goods, declared_on, decided_on = (
        consignment.goods,
        consignment.declared_on,
        consignment.decided_on,
    )
    enterprise = consignment.enterprise
    book = limit_book()
    destination = _destination(book, consignment.destination_iso, declared_on)
    rules = rule_set_on(decided_on)
    scheme = scheme_on(decided_on)
    standing = standing_of(enterprise, decided_on)
    lines = tuple(_line(line, book, destination, declared_on) for line in goods.lines)
    regime = destination.regime or ""
    floors = (
        [rules.floor_rate(line.product, line.wearer, regime) for line in goods.lines]
        if rules
        else []
    )
    return ReleaseEvidence(
        declaration=consignment.number,
        version=consignment.submission,
        declared_on=declared_on,
        decided_on=decided_on,
        destination=destination,
        registration=firms.registration_evidence(enterprise, decided_on),
        trust=firms.trust_evidence(standing, scheme),
        month=month_evidence(enterprise.pk, decided_on),
        lines=lines,
        lots=_lots(consignment, lines),
        clearance_months=scheme.clocks["lot_clearance"].amount,
        checks=ChecksEvidence(
            switching_rate=history.switching_rate(
                enterprise, destination.market, scheme, declared_on
            ),
            floor_rate=max(floors, default=ChecksEvidence().floor_rate),
            stuck=history.is_stuck(enterprise, goods.products, destination.market),
        ),
        versions={
            "scheme": scheme_row_on(decided_on).pk,
            **({"rule_set": rules.pk, "risk_analysis": rules.analysis} if rules else {}),
            **(
                {"classification": standing.classification_id} if standing.classification_id else {}
            ),
        },
    )


def _destination(book: LimitBook, iso: str, on: date) -> DestinationEvidence:
    try:
        row = book.destination(iso, on)
    except UnknownDestination:
        return DestinationEvidence(iso=iso)
    return DestinationEvidence(
        iso=iso,
        regime=Regime(row.regime),
        market=row.market,
        overlay=row.overlay,
        panel=book.jurisdictions[row.market].panel,
    )


def _line(line: Line, book: LimitBook, destination: DestinationEvidence, on: date) -> LineEvidence:
    hs = hs_facts(line.hs_code, on)
    article = article_of(context_key(line.wearer, line.contact, line.product))
    is_known = destination.regime is not None
    return LineEvidence(
        line=line.ordinal,
        product=line.product,
        species=line.species,
        wearer=line.wearer,
        contact=line.contact,
        hs_code=line.hs_code,
        pieces=line.pieces,
        marks=line.marks,
        uses=tuple(MaterialUse(use.lot.number, use.skins) for use in line.uses),
        needs_permit=hs is not None and hs.needs_permit,
        permit_number=line.permit_number,
        is_apparel=hs is not None and hs.is_apparel,
        required=items_to_order(book, destination.iso, article, on) if is_known else (),
        norm=yield_norm(line.product, line.species, on),
    )


def _lots(consignment: Consignment, lines: tuple[LineEvidence, ...]) -> tuple[LotEvidence, ...]:
    """Gather the evidence of each lot for every use made of it, its own reservation added back."""
    goods = consignment.goods
    contexts: dict[int, set[str]] = {}
    for line, evidence in zip(goods.lines, lines, strict=True):
        for use in line.uses:
            contexts.setdefault(use.lot.pk, set()).add(evidence.context)
    found = evidence_from(
        facts_of(goods.lots, decided_on=consignment.decided_on),
        contexts_by_lot=contexts,
        iso=consignment.destination_iso,
        declared_on=consignment.declared_on,
        decided_on=consignment.decided_on,
        contract=goods.contract,
        reserved_by_lot=goods.reserved,
    )
    return tuple(found[lot.pk] for lot in goods.lots)
