"""The laboratory's report as a sheet of A4; for officers and the firm with the firm on it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from enterprises.papers import draw
from enterprises.papers.words import CHINESE, ENGLISH, Both
from lab.models import Report
from lab.papers.material import analyte_names, part_words, skins_words, square_code_of
from lab.policy.verdicts import Verdict
from lab.selectors.bench.judged import MarketView, alike, judged_then
from lab.selectors.bench.sheet import sheet_of
from lab.states import SamplePurpose, SampleState

_VERDICTS = {
    Verdict.PASS: Both("合格", "conforms"),
    Verdict.FAIL: Both("不合格", "fails"),
    Verdict.INCOMPLETE: Both("项目不全", "incomplete"),
    Verdict.INCONCLUSIVE: Both("待定", "inconclusive"),
    Verdict.NO_LIMIT: Both("无限量", "no limit"),
}
_DECIDED_BY_FIGURES = (Verdict.FAIL, Verdict.INCONCLUSIVE)


@dataclass(frozen=True)
class PaperItem:
    """One measured item on the paper."""

    name: Both
    code: str
    part: Both
    value: str
    unit: str
    uncertainty: str
    method: str
    loq: str


@dataclass(frozen=True)
class PaperMarkets:
    """What the report says for the markets that answer alike, with what decides against it."""

    names: Both
    verdict: Both
    grounds: tuple[Both, ...]
    is_advice: bool


def report_pdf(report: Report, *, shows_firm: bool) -> bytes:
    """Draw a report; one that was replaced or withdrawn is marked void.

    Raises:
        PangoMissing: the machine lacks the library that sets type.
    """
    return draw("pdf/report.html", report_context(report, shows_firm=shows_firm))


def report_context(report: Report, *, shows_firm: bool) -> dict[str, Any]:
    """Gather what the paper says; nothing on it depends on the reader's language.

    Source: ISO/IEC 17025 asks for values, units, uncertainty, methods and the persons.
    """
    sample = report.sample
    replaced_by = sample.reports.filter(replaces=report).first()
    source = sample.lot or sample.dye_batch
    return {
        "report": report,
        "sample": sample,
        "firm": sample.enterprise if shows_firm else None,
        "source": str(source) if source and shows_firm else "",
        "skins": skins_words(sample),
        "items": _items(report),
        "markets": _markets(report),
        "purpose": Both.of(SamplePurpose(sample.purpose)),
        "retest_of": sample.retest_of,
        "replaces": report.replaces,
        "replaced_by": replaced_by,
        "square_code": square_code_of(f"{report.number} {report.digest}"),
        "is_void": replaced_by is not None or sample.state == SampleState.INVALIDATED,
    }


def _items(report: Report) -> tuple[PaperItem, ...]:
    names = analyte_names()
    sheet = sheet_of(report.sample)
    found = []
    for item in sheet.every:
        result = item.result
        if result is None or result.entered_at > report.issued_at:
            continue
        found.append(
            PaperItem(
                name=names.get(item.analyte, Both(item.analyte, item.analyte)),
                code=item.analyte,
                part=part_words(item),
                value=result.value_text,
                unit=result.unit,
                uncertainty=f"{result.uncertainty.normalize():f}" if result.uncertainty else "",
                method=item.method_name,
                loq=f"{result.loq.normalize():f}" if result.loq is not None else "",
            )
        )
    return tuple(found)


def _markets(report: Report) -> tuple[PaperMarkets, ...]:
    """Tell what each market answers; those that say the same stand in one row."""
    with override(ENGLISH):
        english = {market.code: market for market in judged_then(report.verdicts).markets}
    with override(CHINESE):
        chinese = judged_then(report.verdicts).markets
    return tuple(
        _told([(market, english[market.code]) for market in group.markets])
        for group in alike(
            chinese, lambda market: (market.is_advice, market.verdict, *_grounds(market))
        )
    )


def _told(pairs: list[tuple[MarketView, MarketView]]) -> PaperMarkets:
    zh, en = pairs[0]
    return PaperMarkets(
        names=Both(
            "、".join(chinese.name for chinese, _ in pairs),
            ", ".join(english.name for _, english in pairs),
        ),
        verdict=_VERDICTS[zh.verdict],
        grounds=tuple(Both(*ground) for ground in zip(_grounds(zh), _grounds(en), strict=True)),
        is_advice=zh.is_advice,
    )


def _grounds(market: MarketView) -> tuple[str, ...]:
    """Name what decided it in the language in force: each value with its limit, or what lacks."""
    figures = tuple(
        f"{line.name} {line.measured} {line.unit} ({line.bound} {line.limit_unit})"
        for line in market.lines
        if line.verdict is market.verdict and line.verdict in _DECIDED_BY_FIGURES
    )
    return figures or tuple(filter(None, [market.sentence]))
