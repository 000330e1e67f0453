"""A set of values as every market reads it, ready to be drawn: verdicts, reasons, margins."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from enterprises import parts
from enterprises.selectors.reasons import say
from enterprises.tones import Text, Tone
from lab.models import Limit, Sample
from lab.policy.limits import Kind, LimitBook, judge_against_all, margin
from lab.policy.verdicts import ItemVerdict, SetVerdict, Verdict
from lab.selectors.bench.sheet import designation
from lab.selectors.limits import limit_book
from lab.selectors.methods import methods
from lab.selectors.samples import article_of_sample, current_results
from lab.selectors.values import measurement_of
from lab.words import SPEAKERS, analyte_name, market_name, operator_sign

_LOOKS: Mapping[Verdict, tuple[Tone, Text]] = MappingProxyType(
    {
        Verdict.FAIL: ("no", gettext_lazy("Fails")),
        Verdict.INCOMPLETE: ("wait", gettext_lazy("Items missing")),
        Verdict.INCONCLUSIVE: ("wait", gettext_lazy("Cannot be decided")),
        Verdict.NO_LIMIT: ("info", gettext_lazy("No figure; a person decides")),
        Verdict.PASS: ("ok", gettext_lazy("Conforms")),
    }
)
_TONES: Mapping[Verdict, Tone] = MappingProxyType(
    {verdict: look[0] for verdict, look in _LOOKS.items()}
)
_WORST_FIRST = tuple(Verdict)


@dataclass(frozen=True)
class Line:
    """One value against the figure that decided it, for one or for several markets."""

    name: str
    where: str
    verdict: Verdict
    value: str
    uncertainty: str
    unit: str
    operator: str
    limit: str
    limit_unit: str
    judge: str
    method: str
    words: str
    basis: str = ""
    share: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    is_amine: bool = False
    # The value that was entered: one for the azo group stands for each of its amines.
    result_id: int | None = None
    judges: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()

    @property
    def tone(self) -> Tone:
        return _TONES[self.verdict]

    @property
    def measured(self) -> str:
        """The value as written, with its uncertainty: 2.60 ± 0.52."""
        return f"{self.value} ± {self.uncertainty}" if self.uncertainty else self.value

    @property
    def bound(self) -> str:
        """The limit with its operator: ≤ 75."""
        return f"{self.operator} {self.limit}".strip()

    def figure(self) -> tuple[str, ...]:
        """What was held against what; who asks for it apart."""
        return (
            *(self.name, self.where, self.verdict, self.measured, self.unit),
            *(self.bound, self.limit_unit, self.judge, self.basis),
        )


@dataclass(frozen=True)
class MarketView:
    """What one market makes of the set."""

    code: str
    name: str
    verdict: Verdict
    word: Text
    tone: Tone
    sentence: str
    lines: tuple[Line, ...]
    is_advice: bool


@dataclass(frozen=True)
class AlikeMarkets:
    """Markets that say the same of the set for the same reason: told once, with all their names."""

    markets: tuple[MarketView, ...]

    @property
    def first(self) -> MarketView:
        """Any of them: what they say is the same."""
        return self.markets[0]

    @property
    def names(self) -> str:
        return _(", ").join(market.name for market in self.markets)


@dataclass(frozen=True)
class Judged:
    """The set before every market: the strict answer first, then what speaks against it."""

    markets: tuple[MarketView, ...]
    lines: tuple[Line, ...]
    reasons: tuple[parts.Reason, ...]
    conforming: int

    @property
    def worst(self) -> Verdict:
        """The worst verdict of the markets that bind."""
        binding = [market.verdict for market in self.markets if not market.is_advice]
        return min(binding, key=_WORST_FIRST.index, default=Verdict.NO_LIMIT)

    @property
    def answers(self) -> tuple[AlikeMarkets, ...]:
        """The markets by what they answer."""
        return alike(
            self.markets, lambda market: (market.is_advice, market.verdict, market.sentence)
        )

    @property
    def figures(self) -> tuple[AlikeMarkets, ...]:
        """The markets by the figures they hold against the values."""
        return alike(
            (market for market in self.markets if market.lines),
            lambda market: (market.is_advice, market.verdict, *map(Line.figure, market.lines)),
        )

    @property
    def failing(self) -> tuple[str, ...]:
        return tuple(
            market.name
            for market in self.markets
            if market.verdict is Verdict.FAIL and not market.is_advice
        )


def alike(
    markets: Iterable[MarketView], by: Callable[[MarketView], Hashable]
) -> tuple[AlikeMarkets, ...]:
    """Put together the markets of which the same is to be said, in the order they come."""
    groups: dict[Hashable, list[MarketView]] = {}
    for market in markets:
        groups.setdefault(by(market), []).append(market)
    return tuple(AlikeMarkets(tuple(group)) for group in groups.values())


def judged_now(sample: Sample, on: date) -> Judged:
    """Judge the values of a sample with the limits of a day, for every market at once."""
    measured = [measurement_of(row) for row in current_results(sample)]
    return judged_view(judge_against_all(limit_book(), measured, article_of_sample(sample), on))


def judged_then(verdicts: Mapping[str, Any]) -> Judged:
    """Read the verdicts that a report keeps."""
    return judged_view(
        {code: _set_of(plain) for code, plain in verdicts.get("markets", {}).items()}
    )


def judged_view(judged: Mapping[str, SetVerdict]) -> Judged:
    """Prepare the verdicts of every market."""
    book = limit_book()
    basis = _legal_basis(item.limit_id for one in judged.values() for item in one.items)
    markets = sorted(
        (_market(book, code, verdict, basis) for code, verdict in judged.items()),
        key=lambda market: (
            market.is_advice,
            _WORST_FIRST.index(market.verdict),
            market.name,
        ),
    )
    lines = _distinct(market for market in markets if not market.is_advice)
    doubtful = [line for line in lines if line.verdict is not Verdict.PASS]
    in_doubt = {line.result_id for line in doubtful}
    return Judged(
        markets=tuple(markets),
        lines=tuple(lines),
        reasons=tuple(_reason(line) for line in doubtful),
        conforming=len({line.result_id for line in lines} - in_doubt),
    )


def _market(book: LimitBook, code: str, judged: SetVerdict, basis: Mapping[int, str]) -> MarketView:
    tone, word = _LOOKS[judged.verdict]
    jurisdiction = book.jurisdictions.get(code)
    return MarketView(
        code=code,
        name=market_name(code),
        verdict=judged.verdict,
        word=word,
        tone=tone,
        sentence=_sentence(judged),
        lines=tuple(_line(book, code, item, basis) for item in judged.items),
        is_advice=jurisdiction is not None and jurisdiction.kind == Kind.VOLUNTARY,
    )


def _sentence(judged: SetVerdict) -> str:
    """Name what decided it, in the reader's words."""
    if judged.verdict is Verdict.PASS:
        near = _names(item.analyte for item in judged.items if item.near_limit)
        return _("Near its limit: %(items)s.") % {"items": near} if near else ""
    if judged.verdict is Verdict.INCOMPLETE:
        return _("Not tested: %(items)s.") % {"items": _names(judged.missing)}
    if judged.verdict is Verdict.NO_LIMIT and judged.unjudged:
        return _("No figure for %(items)s.") % {"items": _names(judged.unjudged)}
    return _names(item.analyte for item in judged.items if item.verdict is judged.verdict)


def _line(book: LimitBook, market: str, item: ItemVerdict, basis: Mapping[int, str]) -> Line:
    low, high = _spread(item)
    params = {name: value for name, value in vars(item).items() if value}
    params |= {"market": market, "unit": item.limit_unit, "uncertainty": _trimmed(item.uncertainty)}
    return Line(
        name=analyte_name(item.analyte),
        where=item.part,
        verdict=Verdict(item.verdict),
        value=item.value,
        uncertainty=_trimmed(item.uncertainty),
        unit=item.unit,
        operator=operator_sign(item.operator),
        limit=item.limit,
        limit_unit=item.limit_unit,
        judge=market_name(item.jurisdiction) if item.jurisdiction else "",
        method=designation(methods().get(item.method), item.method),
        words=say(item.reason, params, words=SPEAKERS),
        basis=basis.get(item.limit_id or 0, ""),
        share=margin(item),
        low=low,
        high=high,
        is_amine=book.is_amine(item.analyte),
        result_id=item.result_id,
    )


def _spread(item: ItemVerdict) -> tuple[Decimal | None, Decimal | None]:
    """The shares of the limit that the ends of the uncertainty use."""
    share = margin(item)
    if share is None or not item.uncertainty or not item.compared or item.value[:1] == "<":
        return None, None
    value = Decimal(item.compared)
    spread = Decimal(item.uncertainty)
    limit = Decimal(item.limit)
    if item.operator == ">=":
        ends = [limit / end for end in (value + spread, value - spread) if end > 0]
    else:
        ends = [end / limit for end in (value - spread, value + spread) if limit]
    return (max(ends[0], Decimal(0)), ends[-1]) if len(ends) == 2 else (None, None)


def _trimmed(figure: str) -> str:
    """Write a kept figure without the zeros that its column adds."""
    return figure.rstrip("0").rstrip(".") if "." in figure else figure


def _distinct(markets: Iterable[MarketView]) -> list[Line]:
    """Each value once against each figure, with all whose figure it is; the worst first.

    An item without a figure is no finding, except for a market that asks for a verdict on it.
    """
    found: dict[tuple[str, ...], Line] = {}
    for market in markets:
        for line in market.lines:
            if line.verdict is Verdict.NO_LIMIT and market.verdict is not Verdict.NO_LIMIT:
                continue
            key = (line.name, line.where, line.verdict, line.bound, line.limit_unit)
            same = found.get(key, line)
            found[key] = replace(
                same,
                judges=tuple(dict.fromkeys((*same.judges, line.judge or market.name))),
                markets=tuple(dict.fromkeys((*same.markets, market.name))),
            )
    return sorted(
        found.values(),
        key=lambda line: (_WORST_FIRST.index(line.verdict), -(line.share or 0), line.name),
    )


def _reason(line: Line) -> parts.Reason:
    """Say what stands against an item, and for which markets."""
    named = _(", ").join(filter(None, (line.name, line.where)))
    compare: list[tuple[Text, Text]] = [(_("value"), f"{line.measured} {line.unit}")]
    if line.limit:
        compare.append((_("limit"), f"{line.bound} {line.limit_unit}"))
    heading = {
        Verdict.FAIL: _("%(item)s fails"),
        Verdict.INCONCLUSIVE: _("%(item)s cannot be decided"),
        Verdict.NO_LIMIT: _("%(item)s has no figure"),
    }.get(line.verdict, "%(item)s")
    for_markets = _("For %(markets)s.") % {"markets": _listed(line.markets)}
    return parts.Reason(
        tone=line.tone,
        heading=heading % {"item": named},
        text=f"{line.words} {for_markets}",
        compare=tuple(compare),
        basis=line.basis,
    )


def _legal_basis(ids: Iterable[int | None]) -> Mapping[int, str]:
    wanted = {one for one in ids if one}
    rows = Limit.objects.filter(pk__in=wanted).values_list("pk", "legal_basis")
    return dict(rows)


def _set_of(plain: Mapping[str, Any]) -> SetVerdict:
    return SetVerdict(
        verdict=Verdict(plain["verdict"]),
        items=tuple(
            ItemVerdict(**{**item, "verdict": Verdict(item["verdict"])}) for item in plain["items"]
        ),
        missing=tuple(plain["missing"]),
        unjudged=tuple(plain["unjudged"]),
        failing_parts=tuple(plain["failing_parts"]),
    )


def _names(analytes: Iterable[str]) -> str:
    return _listed([analyte_name(code) for code in dict.fromkeys(analytes)], most=4)


def _listed(words: Sequence[str], most: int = 6) -> str:
    said = _(", ").join(words[:most])
    more = len(words) - most
    if more > 0:
        said += ngettext(" and %(count)d more", " and %(count)d more", more) % {"count": more}
    return said
