"""The verdict on a set of results: what a panel requires, part by part, market by market."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lab.policy.limits.book import LimitBook
from lab.policy.limits.compare import is_non_detect
from lab.policy.limits.facts import (
    AZO,
    FOUR_AAB,
    Article,
    ContractLimit,
    DestinationRow,
    Jurisdiction,
    Kind,
    Measurement,
    Requirement,
)
from lab.policy.limits.items import Inquiry, Known
from lab.policy.limits.scope import wearer_in
from lab.policy.verdicts import ItemVerdict, SetVerdict, Verdict

FULL = "FULL"
_MONITORED = "monitored"
_WORST_FIRST = tuple(Verdict)
# What was measured of each part, by its label and kind; each amine by itself.
Parts = Mapping[tuple[str, str], Sequence[Measurement]]


def judge_set(
    book: LimitBook,
    measurements: Iterable[Measurement],
    *,
    iso: str,
    article: Article,
    on: date,
    panel: str | None = None,
    contract: Iterable[ContractLimit] = (),
    awaited: Collection[str] = frozenset(),
    parts: Mapping[str, str] | None = None,
) -> SetVerdict:
    """Judge the results of one lot, dye batch or product for a destination.

    Without a panel the market's own is asked. Results fall into parts by their label
    and kind, and each is judged alone; `parts` (label to kind) names those that must be there
    whether or not anything was measured of them. `awaited` are analytes under test.

    Raises:
        UnknownDestination: no row of this country is in force on the day.
        UnknownPanel: the panel has no items.

    Source: README, "A set of results".
    """
    destination = book.destination(iso, on)
    return _judge_set(
        book,
        _parts(book, measurements, article, parts or {}),
        destination=destination,
        panel=_panel_of(book, destination, panel),
        article=article,
        on=on,
        contract=tuple(contract),
        awaited=awaited,
    )


def required_items(
    book: LimitBook, iso: str, article: Article, on: date, panel: str | None = None
) -> tuple[str, ...]:
    """The analytes that must have a result for a destination, each amine by itself, in order."""
    destination = book.destination(iso, on)
    market = book.jurisdictions[destination.market]
    return tuple(_requirements(book, market, _panel_of(book, destination, panel), article, on))


def items_to_order(
    book: LimitBook, iso: str, article: Article, on: date, panel: str | None = None
) -> tuple[str, ...]:
    """What a laboratory is asked to test for a destination: AZO as a group, 4-AAB apart."""
    required = required_items(book, iso, article, on, panel)
    return tuple(dict.fromkeys(_order_code(book, analyte) for analyte in required))


def judge_against_all(
    book: LimitBook,
    measurements: Iterable[Measurement],
    article: Article,
    on: date,
    contract: Iterable[ContractLimit] = (),
) -> dict[str, SetVerdict]:
    """Judge one set for every market and overlay at once, by the code of either.

    Voluntary markets have no panel and no base law beside them: what was measured
    is judged by their rows alone, for information.
    """
    parts, limits = _parts(book, measurements, article, {}), tuple(contract)
    known: Known = {}
    representatives: dict[str, DestinationRow] = {}
    for destination in book.destinations_on(on):
        representatives.setdefault(destination.overlay or destination.market, destination)
    verdicts = {
        code: _judge_set(
            book,
            parts,
            destination=destination,
            panel=_panel_of(book, destination, None),
            article=article,
            on=on,
            contract=limits,
            known=known,
        )
        for code, destination in representatives.items()
    }
    for jurisdiction in book.jurisdictions.values():
        if jurisdiction.kind == Kind.VOLUNTARY:
            verdicts[jurisdiction.code] = _judge_measured(book, parts, jurisdiction, article, on)
    return verdicts


def judge_monitoring(
    book: LimitBook, measurements: Iterable[Measurement], article: Article, on: date
) -> SetVerdict:
    """Judge a monthly sample: the worst of the FULL panel for every monitored destination.

    Where no destination is monitored on the day, the base law alone is asked, so that
    a sample without results never passes.
    """
    parts = _parts(book, measurements, article, {})
    destinations = {
        (row.market, row.overlay): row
        for row in book.destinations_on(on)
        if row.regime == _MONITORED
    }
    base_alone = DestinationRow(iso="", market=book.base.code)
    verdicts = [
        _judge_set(book, parts, destination=row, panel=FULL, article=article, on=on)
        for row in destinations.values() or [base_alone]
    ]
    return min(verdicts, key=lambda judged: _WORST_FIRST.index(judged.verdict))


def passes_monitoring(
    book: LimitBook, measurements: Iterable[Measurement], article: Article, on: date
) -> bool:
    """Whether a monthly sample passes for every destination monitored on its report date."""
    return judge_monitoring(book, measurements, article, on).verdict is Verdict.PASS


@dataclass(frozen=True)
class _PartVerdict:
    label: str
    verdict: Verdict
    items: tuple[ItemVerdict, ...]
    missing: tuple[str, ...]
    unjudged: tuple[str, ...]


def _judge_set(
    book: LimitBook,
    parts: Parts,
    *,
    destination: DestinationRow,
    panel: str,
    article: Article,
    on: date,
    contract: tuple[ContractLimit, ...] = (),
    awaited: Collection[str] = frozenset(),
    known: Known | None = None,
) -> SetVerdict:
    judged = []
    for (label, kind), measured in parts.items():
        part = replace(article, part=kind)
        inquiry = Inquiry.of_destination(book, destination, part, on, contract)
        requirements = _kept_requirements(book, inquiry.market, panel, part, on)
        judged.append(_judge_part(inquiry, label, measured, requirements, known))
    missing = tuple(dict.fromkeys(item for part in judged for item in part.missing))
    return SetVerdict(
        verdict=min((part.verdict for part in judged), key=_WORST_FIRST.index),
        items=tuple(item for part in judged for item in part.items),
        missing=missing,
        awaited=tuple(
            item for item in missing if item in awaited or _order_code(book, item) in awaited
        ),
        failing_parts=tuple(part.label for part in judged if part.verdict is Verdict.FAIL),
        incomplete_parts=tuple(part.label for part in judged if part.missing),
        unjudged=tuple(dict.fromkeys(item for part in judged for item in part.unjudged)),
    )


def _judge_part(
    inquiry: Inquiry,
    label: str,
    measured: Sequence[Measurement],
    requirements: Mapping[str, Requirement],
    known: Known | None,
) -> _PartVerdict:
    book = inquiry.book
    items = tuple(inquiry.judge(result, known) for result in measured)
    answered = {item.analyte for item in items}
    missing = _shortest(book, requirements, answered)
    found = {item.verdict for item in items}
    unjudged = tuple(
        item.analyte
        for item in items
        if item.verdict is Verdict.NO_LIMIT and requirements.get(item.analyte) is Requirement.YES
    )
    if Verdict.FAIL in found:
        verdict = Verdict.FAIL
    elif missing:
        verdict = Verdict.INCOMPLETE
    elif Verdict.INCONCLUSIVE in found:
        verdict = Verdict.INCONCLUSIVE
    elif unjudged:
        verdict = Verdict.NO_LIMIT
    else:
        verdict = Verdict.PASS
    return _PartVerdict(
        label=label, verdict=verdict, items=items, missing=missing, unjudged=unjudged
    )


def _judge_measured(
    book: LimitBook,
    parts: Parts,
    jurisdiction: Jurisdiction,
    article: Article,
    on: date,
) -> SetVerdict:
    items: list[ItemVerdict] = []
    for (_, kind), measured in parts.items():
        inquiry = Inquiry(book, [jurisdiction], replace(article, part=kind), on)
        items += [inquiry.judge(result) for result in measured]
    judged = {item.verdict for item in items} - {Verdict.NO_LIMIT}
    return SetVerdict(
        verdict=min(judged, key=_WORST_FIRST.index, default=Verdict.NO_LIMIT),
        items=tuple(items),
        failing_parts=tuple(
            dict.fromkeys(item.part for item in items if item.verdict is Verdict.FAIL)
        ),
    )


def _panel_of(book: LimitBook, destination: DestinationRow, panel: str | None) -> str:
    return book.jurisdictions[destination.market].panel if panel is None else panel


def _kept_requirements(
    book: LimitBook, market: Jurisdiction, panel: str, article: Article, on: date
) -> Mapping[str, Requirement]:
    return book.kept(
        (_requirements, market.code, panel, article, on),
        lambda: _requirements(book, market, panel, article, on),
    )


def _requirements(
    book: LimitBook, market: Jurisdiction, panel: str, article: Article, on: date
) -> dict[str, Requirement]:
    wearer = wearer_in(market, article)
    requirements: dict[str, Requirement] = {}
    for item in book.panel_items(panel):
        applies = article.part in item.parts and (not item.wearers or wearer in item.wearers)
        if not applies or item.required == Requirement.NO:
            continue
        analytes = _amines_required(book, market, article, on)
        for analyte in analytes if item.analyte == AZO else (item.analyte,):
            if requirements.get(analyte) is not Requirement.YES:
                requirements[analyte] = Requirement(item.required)
    return requirements


def _amines_required(
    book: LimitBook, market: Jurisdiction, article: Article, on: date
) -> tuple[str, ...]:
    """The amines on the market's list while it has an azo figure, else on the base law's."""
    has_figure = any(row.value is not None for row in book.limits(market.code, AZO, on))
    listed = book.amine_list(market, article.part) if has_figure else None
    return listed or book.amine_list(book.base, article.part) or ()


def _parts(
    book: LimitBook,
    measurements: Iterable[Measurement],
    article: Article,
    expected: Mapping[str, str],
) -> Parts:
    """Sort results by label and kind of part; nothing at all is one part without results."""
    parts: dict[tuple[str, str], list[Measurement]] = {named: [] for named in expected.items()}
    for result in measurements:
        parts.setdefault((result.part_label, result.part or article.part), []).append(result)
    spread = {named: _each_amine(book, results) for named, results in parts.items()}
    return spread or {("", article.part): []}


def _each_amine(book: LimitBook, measured: Iterable[Measurement]) -> list[Measurement]:
    """Let a non-detect of the azo group stand for every amine without a result of its own.

    A detected figure of the group names no amine and so answers for none. 4-AAB, which
    the method of the group breaks down, always needs a result of its own.
    """
    results = list(measured)
    own = {result.analyte for result in results}
    spread: list[Measurement] = []
    for result in results:
        if result.analyte != AZO:
            spread.append(result)
        elif is_non_detect(result):
            spread += [
                replace(result, analyte=amine)
                for amine in book.amines
                if amine != FOUR_AAB and amine not in own
            ]
    return spread


def _order_code(book: LimitBook, analyte: str) -> str:
    return AZO if book.is_amine(analyte) and analyte != FOUR_AAB else analyte


def _shortest(
    book: LimitBook, required: Iterable[str], answered: Collection[str]
) -> tuple[str, ...]:
    """What is required and not answered; the azo group by its name if all of it is missing."""
    required = tuple(required)
    of_group = [analyte for analyte in required if _order_code(book, analyte) == AZO]
    whole_group = not any(analyte in answered for analyte in of_group)
    return tuple(
        dict.fromkeys(
            _order_code(book, analyte) if whole_group else analyte
            for analyte in required
            if analyte not in answered
        )
    )
