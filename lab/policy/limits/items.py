"""The verdict on one item: one jurisdiction alone, or all that a destination asks."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lab.policy.limits.book import LimitBook
from lab.policy.limits.compare import Finding, compare
from lab.policy.limits.facts import (
    AZO,
    Article,
    ContractLimit,
    DestinationRow,
    Jurisdiction,
    LimitRow,
    Measurement,
)
from lab.policy.limits.scope import bounds_for
from lab.policy.reasons import LabReason
from lab.policy.verdicts import ItemVerdict, Verdict

_WORST_FIRST = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS)
_NOTHING_MORE_THAN = Decimal("0.000001")
# What one figure says of one value, while both are held: by their identities.
Known = dict[tuple[int, int], Finding]


class Inquiry:
    """The jurisdictions that judge one article on one day, asked side by side.

    It remembers the rows it found, for the many amines of a set share them.
    """

    def __init__(
        self,
        book: LimitBook,
        jurisdictions: Iterable[Jurisdiction],
        article: Article,
        on: date,
        contract: Iterable[ContractLimit] = (),
    ) -> None:
        self.book = book
        self.article = article
        self.on = on
        asked = tuple(dict.fromkeys(jurisdictions))
        self.market = asked[0]
        # Alone in the question, an advisory jurisdiction answers for itself.
        self._deciding = tuple(
            row for row in asked if row.binding != "advisory" or row is self.market
        )
        self._advising = tuple(row for row in asked if row not in self._deciding)
        self._contract = tuple(_contract_row(book.contract.code, limit) for limit in contract)
        self._remembered: dict[tuple[str, str], tuple[tuple[LimitRow, ...], LabReason]] = {}

    @classmethod
    def of_destination(
        cls,
        book: LimitBook,
        destination: DestinationRow,
        article: Article,
        on: date,
        contract: Iterable[ContractLimit] = (),
    ) -> "Inquiry":
        """Ask the market, its overlay, the base law and the contract, in this order.

        Without a contract the book keeps the inquiry, for many results of a day are asked alike.
        """
        market = book.jurisdictions[destination.market]
        overlay = book.jurisdictions.get(destination.overlay)
        jurisdictions = [market, *([overlay] if overlay else []), book.base]
        limits = tuple(contract)
        if limits:
            return cls(book, jurisdictions, article, on, limits)
        return book.kept(
            (cls, destination.market, destination.overlay, article, on),
            lambda: cls(book, jurisdictions, article, on),
        )

    def judge(self, measurement: Measurement, known: Known | None = None) -> ItemVerdict:
        """Give the worst verdict of those that have a figure, naming the strictest of them.

        Whoever asks many inquiries about the same results lets them share what is `known`.
        """
        known = {} if known is None else known
        laws = self._find(measurement, self._deciding, known)
        contract = [
            compare(measurement, row, self.book.contract, self.book.methods)
            for row in self._contract
            if row.analyte == measurement.analyte
            or (row.analyte == AZO and self.book.is_amine(measurement.analyte))
        ]
        advice = [
            finding
            for finding in self._find(measurement, self._advising, known)
            if finding.verdict is Verdict.FAIL
        ]
        # The order of asking decides between equals, so `min` has to see it kept.
        named = min([*laws, *contract], key=_worst_then_strictest, default=None)
        if named is None:
            return self._verdict_without_figure(measurement, advice)
        return _verdict(
            measurement,
            verdict=named.verdict,
            reason=named.reason,
            named=named,
            advice=advice,
            contract_only=named.verdict is Verdict.FAIL
            and all(law.verdict is not Verdict.FAIL for law in laws),
        )

    def bounds(
        self, jurisdiction: Jurisdiction, analyte: str
    ) -> tuple[tuple[LimitRow, ...], LabReason]:
        """The rows of one jurisdiction that judge an analyte, or why there is none."""
        key = (jurisdiction.code, analyte)
        if key not in self._remembered:
            self._remembered[key] = bounds_for(
                self.book, jurisdiction, analyte, self.article, self.on
            )
        return self._remembered[key]

    def _find(
        self, measurement: Measurement, jurisdictions: Iterable[Jurisdiction], known: Known
    ) -> list[Finding]:
        found = []
        for jurisdiction in jurisdictions:
            for row in self.bounds(jurisdiction, measurement.analyte)[0]:
                question = (id(measurement), id(row))
                if question not in known:
                    known[question] = compare(measurement, row, jurisdiction, self.book.methods)
                found.append(known[question])
        return found

    def _verdict_without_figure(
        self, measurement: Measurement, advice: list[Finding]
    ) -> ItemVerdict:
        _, reason = self.bounds(self.market, measurement.analyte)
        return _verdict(measurement, verdict=Verdict.NO_LIMIT, reason=reason, advice=advice)


def judge_item(
    book: LimitBook, jurisdiction: str, measurement: Measurement, article: Article, on: date
) -> ItemVerdict:
    """Judge one result by the rows of one jurisdiction alone."""
    return Inquiry(book, [book.jurisdictions[jurisdiction]], article, on).judge(measurement)


def judge_for_destination(
    book: LimitBook,
    iso: str,
    measurement: Measurement,
    article: Article,
    on: date,
    contract: Iterable[ContractLimit] = (),
) -> ItemVerdict:
    """Judge one result by the base law, the market, its overlay and the contract.

    Raises:
        UnknownDestination: no row of this country is in force on the day.
    """
    destination = book.destination(iso, on)
    return Inquiry.of_destination(book, destination, article, on, contract).judge(measurement)


def margin(item: ItemVerdict) -> Decimal | None:
    """The share of the limit that a value uses: above 1 it is beyond it, on either kind of bound.

    Of a non-detect, the most it may use. None where nothing could be compared.
    """
    if not item.compared or not item.limit or item.reason == LabReason.ND_LOWER_BOUND:
        return None
    value, limit = Decimal(item.compared), Decimal(item.limit)
    above, below = (limit, value) if item.operator == ">=" else (value, limit)
    return (above / below).quantize(Decimal("0.0001")) if below else None


def _contract_row(code: str, limit: ContractLimit) -> LimitRow:
    return LimitRow.as_written(
        jurisdiction=code,
        analyte=limit.analyte,
        scope="any",
        value_text=limit.value_text,
        unit=limit.unit,
        operator=limit.operator,
    )


def _worst_then_strictest(finding: Finding) -> tuple[int, tuple[bool, str, Decimal, int]]:
    return (_WORST_FIRST.index(finding.verdict), finding.limit.strictness)


def _verdict(
    measurement: Measurement,
    *,
    verdict: Verdict,
    reason: LabReason,
    named: Finding | None = None,
    advice: list[Finding],
    contract_only: bool = False,
) -> ItemVerdict:
    advising = min(advice, key=_worst_then_strictest, default=None)
    limit = named.limit if named else None
    return ItemVerdict(
        analyte=measurement.analyte,
        verdict=verdict,
        reason=reason,
        value=measurement.value_text,
        unit=measurement.unit,
        loq=_plain(measurement.loq),
        uncertainty=_plain(measurement.uncertainty),
        method=measurement.method,
        compared=_plain(named.compared) if named else "",
        limit=limit.value_text if limit else "",
        limit_unit=limit.unit if limit else "",
        operator=limit.operator if limit else "",
        jurisdiction=limit.jurisdiction if limit else "",
        limit_id=limit.id if limit else None,
        result_id=measurement.result_id,
        part=measurement.part_label,
        advisory=LabReason.ADVISORY_EXCEEDED if advising else "",
        advisory_limit=advising.limit.value_text if advising else "",
        advisory_jurisdiction=advising.limit.jurisdiction if advising else "",
        near_limit=named.near_limit if named else False,
        contract_only=contract_only,
    )


def _plain(number: Decimal | None) -> str:
    """Write a number without exponent; a quotient (dry weight) to six decimals."""
    if number is None:
        return ""
    if number != number.quantize(_NOTHING_MORE_THAN):
        number = number.quantize(_NOTHING_MORE_THAN)
    return f"{number:f}"
