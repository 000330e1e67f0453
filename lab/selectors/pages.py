"""What pages show of lots: where each may go and why, in the words of the reader."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from blacklist.selectors import scheme_on
from enterprises import formats, parts
from enterprises.calendar import day_of, months_on
from enterprises.reasons import Reason
from enterprises.selectors.reasons import country_name, say
from enterprises.selectors.reference import find_destination
from enterprises.states import Regime
from enterprises.tones import Text, Tone
from lab.models import DyeBatch, LedgerEntry, RawMaterialLot, Report, Sample
from lab.policy.eligibility import GroundAnswer
from lab.selectors.eligibility import MarketEligibility, eligibility_by_market
from lab.states import Ground, LotState
from lab.words import SPEAKERS, market_name

ONE_DAY = timedelta(days=1)
# The markets that a table of lots has room for; the page of a lot has them all.
MAIN_MARKETS: Sequence[tuple[str, Text]] = (
    ("RU", pgettext_lazy("market", "Russia")),
    ("EU", pgettext_lazy("market", "EU")),
    ("JP", pgettext_lazy("market", "Japan")),
    ("KR", pgettext_lazy("market", "Korea")),
    ("US", pgettext_lazy("market", "USA")),
)
_MAY, _REVIEW, _TEST, _NO = "may", "review", "test", "no"
_LOOKS: Mapping[str, tuple[Tone, str, Text]] = MappingProxyType(
    {
        _MAY: ("ok", "check", gettext_lazy("may go")),
        _REVIEW: ("wait", "pause", pgettext_lazy("a lot needs a", "review")),
        _TEST: ("wait", "flask", pgettext_lazy("a lot needs a", "test")),
        _NO: ("no", "cross", pgettext_lazy("may go", "no")),
    }
)
_SENTENCES: Mapping[str, Text] = MappingProxyType(
    {
        _MAY: gettext_lazy("%(market)s: may go"),
        _REVIEW: gettext_lazy("%(market)s: an officer decides, for the lot has failed before"),
        _TEST: gettext_lazy("%(market)s: a test is missing"),
        _NO: gettext_lazy("%(market)s: may not go"),
    }
)


@dataclass(frozen=True)
class MarketMark:
    """Where a lot may go, as a sign in a table and as a reason on its page.

    A lot that `has_failed` for another market or sample goes nowhere without a review.
    """

    market: str
    name: str
    answer: str
    reasons: tuple[Reason, ...]
    answers: tuple[GroundAnswer, ...]
    clear_until: date | None = None
    is_main: bool = False
    regime: str = ""
    has_dye_batch: bool = False
    has_failed: bool = False

    @property
    def tone(self) -> Tone:
        return _LOOKS[self.answer][0]

    @property
    def sign(self) -> str:
        return _LOOKS[self.answer][1]

    @property
    def word(self) -> str:
        return str(_LOOKS[self.answer][2])

    @property
    def may_go(self) -> bool:
        return self.answer == _MAY

    def within(self, grounds: Collection[Ground]) -> "MarketMark":
        """Give the mark where only some grounds count, as in a lane of release."""
        if self.answer == _NO:
            return self
        holds = any(answer.holds and answer.ground in grounds for answer in self.answers)
        return replace(self, answer=_with_ground(self.has_failed) if holds else _TEST)

    @property
    def waits_for_test(self) -> bool:
        return self.answer == _TEST

    @property
    def words(self) -> str:
        """Say why, in sentences."""
        return formats.sentences(dict.fromkeys(said(reason) for reason in self.reasons))

    @property
    def as_reason(self) -> parts.Reason:
        """Give the mark as a reason with what each ground says."""
        return parts.Reason(
            tone=self.tone,
            heading=str(_SENTENCES[self.answer]) % {"market": self.name},
            text=self.words,
            folded=tuple(self._answer_words(answer) for answer in self.answers),
            folded_label=_("What each ground says"),
        )

    def _answer_words(self, answer: GroundAnswer) -> str:
        if answer.ground == Ground.DYE_BATCH and not self.has_dye_batch:
            return _("No dye batch is on record.")
        yes_or_no = _("counts") if answer.holds and answer.allowed else _("does not count")
        return _("%(ground)s %(answer)s: %(why)s") % {
            "ground": str(answer.ground.label),
            "answer": yes_or_no,
            "why": formats.sentences(said(reason) for reason in answer.reasons),
        }


def said(reason: Reason) -> str:
    """Say a reason of the laboratory in the reader's words."""
    return say(reason.code, dict(reason.params), words=SPEAKERS)


def marks_of(
    lots: Iterable[RawMaterialLot], on: date, *, main_only: bool = False
) -> Mapping[int, tuple[MarketMark, ...]]:
    """Mark where each lot may go, for every market, in a fixed number of questions.

    Judging values takes longest: a table of many lots asks for the main markets only.
    """
    lots = list(lots)
    if not lots:
        return {}
    months = scheme_on(on).clocks["lot_clearance"].amount
    main = {_market_of(code, on) for code, _name in MAIN_MARKETS}
    found = eligibility_by_market(lots, on, markets=main if main_only else None)
    return {pk: tuple(_mark(one, months, main) for one in markets) for pk, markets in found.items()}


def main_marks(marks: Sequence[MarketMark], on: date) -> tuple[MarketMark | None, ...]:
    """Pick the marks of the markets that a table has room for, in their order."""
    by_market = {mark.market: mark for mark in reversed(marks)}
    return tuple(by_market.get(_market_of(code, on)) for code, _name in MAIN_MARKETS)


def main_market_names() -> tuple[str, ...]:
    """Name the markets of a table of lots."""
    return tuple(str(name) for _code, name in MAIN_MARKETS)


def clear_until(marks: Iterable[MarketMark | None]) -> date | None:
    """Give the last day on which something still clears the lot."""
    days = [mark.clear_until for mark in marks if mark and mark.may_go and mark.clear_until]
    return max(days, default=None)


def _market_of(code: str, on: date) -> str:
    row = find_destination(code, on)
    return row.market if row else code


def _mark(one: MarketEligibility, clearance_months: int, main: set[str]) -> MarketMark:
    finding = one.finding
    return MarketMark(
        market=one.market,
        name=_name(one),
        answer=_answer(one),
        reasons=_reasons(one),
        answers=finding.answers,
        has_dye_batch=one.evidence.dye_batch is not None,
        has_failed=one.needs_review,
        clear_until=_clear_until(one, clearance_months),
        is_main=one.market in main and one.regime != Regime.DEFAULT,
        regime=one.regime,
    )


def _name(one: MarketEligibility) -> str:
    # The only monitored country of a union is known by its own name.
    return country_name(one.iso) if one.regime == Regime.MONITORED else market_name(one.market)


def _answer(one: MarketEligibility) -> str:
    if one.evidence.state in (LotState.QUARANTINED, LotState.REJECTED):
        return _NO
    if one.finding.failed:
        return _NO
    return _with_ground(one.needs_review) if one.is_eligible else _TEST


def _with_ground(has_failed: bool) -> str:
    """Answer where something clears the lot; a failure elsewhere still goes to a person."""
    return _REVIEW if has_failed else _MAY


def _reasons(one: MarketEligibility) -> tuple[Reason, ...]:
    evidence = one.evidence
    since = evidence.state_since
    if evidence.state == LotState.REJECTED and since:
        return (Reason.of("LOT_REJECTED", lot=evidence.number, date=since),)
    if evidence.state == LotState.QUARANTINED and since:
        return (Reason.of("LOT_QUARANTINED", lot=evidence.number, date=since),)
    failed = tuple(
        Reason.of(
            "LOT_FAILED",
            lot=evidence.number,
            analyte=item.analyte,
            value=item.value,
            unit=item.unit,
            operator=item.operator,
            limit=item.limit,
            market=item.jurisdiction,
        )
        for item in one.finding.failed
    )
    if failed:
        return failed
    once = evidence.failed_elsewhere
    if once is None:
        return one.finding.reasons
    before = Reason.of(
        "LOT_FAILED_ELSEWHERE", lot=evidence.number, market=once.market, date=once.failed_on
    )
    return (before, *one.finding.reasons)


def _clear_until(one: MarketEligibility, months: int) -> date | None:
    evidence, ground = one.evidence, one.finding.ground
    since: date | None = None
    if ground == Ground.TESTED and evidence.own:
        since = evidence.own.reported_on
    elif ground == Ground.DYE_BATCH and evidence.dye_batch:
        since = evidence.dye_batch.measured.reported_on
    elif ground == Ground.DYEHOUSE and evidence.dyehouse:
        since = evidence.dyehouse.delivered_on
    return months_on(since, months) - ONE_DAY if since else None


# ---- the page of one lot -------------------------------------------------------


@dataclass(frozen=True)
class SampleRow:
    """A sample that the lot rests on, with its report if there is one."""

    number: str
    of: str
    purpose: str
    state: str
    taken_on: date | None
    report: str
    report_date: date | None
    failing: tuple[str, ...]
    fails_base_law: bool = False
    is_of_lot: bool = False


@dataclass(frozen=True)
class LotPage:
    """What the page of a lot shows beside its ledger."""

    lot: RawMaterialLot
    marks: tuple[MarketMark, ...]
    samples: tuple[SampleRow, ...]

    @cached_property
    def main(self) -> tuple[parts.Reason, ...]:
        """The reasons of the markets that most goods go to."""
        return tuple(mark.as_reason for mark in self.marks if mark.is_main)

    @cached_property
    def others(self) -> tuple[parts.Reason, ...]:
        return tuple(mark.as_reason for mark in self.marks if not mark.is_main)

    @property
    def title(self) -> str:
        """Say first where the lot may go."""
        open_to = [mark.name for mark in self.marks if mark.is_main and mark.may_go]
        if not open_to:
            return _("May not go anywhere yet")
        if len(open_to) == len(self.main):
            return _("May go to every main market")
        return _("May go to %(markets)s") % {"markets": _(", ").join(open_to)}

    @property
    def clear_until(self) -> date | None:
        return clear_until(self.marks)


def lot_page(lot: RawMaterialLot, on: date) -> LotPage:
    """Gather the page of a lot, in a fixed number of questions."""
    return LotPage(
        lot=lot,
        marks=marks_of([lot], on).get(lot.pk, ()),
        samples=tuple(_sample(row) for row in _samples_behind(lot)),
    )


def ledger_of(lot: RawMaterialLot) -> QuerySet[LedgerEntry]:
    """The entries of a lot, each with the balance after it."""
    so_far = (
        LedgerEntry.objects.filter(lot=OuterRef("lot"), pk__lte=OuterRef("pk"))
        .order_by()
        .values("lot")
        .annotate(total=Sum("skins"))
        .values("total")
    )
    return (
        LedgerEntry.objects.filter(lot=lot)
        .select_related("posted_by", "approved_by")
        .annotate(after=Subquery(so_far))
    )


def samples_of_batch(batch: DyeBatch) -> tuple[SampleRow, ...]:
    """The samples that were taken of a dye batch, the newest first."""
    return tuple(_sample(row) for row in _samples_with_reports(Q(dye_batch=batch)))


def _samples_behind(lot: RawMaterialLot) -> QuerySet[Sample]:
    behind = Q(lot=lot)
    if lot.dye_batch_id:
        behind |= Q(dye_batch=lot.dye_batch_id)
    return _samples_with_reports(behind)


def _samples_with_reports(behind: Q) -> QuerySet[Sample]:
    current = Report.objects.filter(replaced_by__isnull=True).defer("verdicts").order_by("-version")
    return (
        Sample.objects.filter(behind)
        .prefetch_related(Prefetch("reports", queryset=current))
        .order_by("-ordered_at", "-pk")
    )


def _sample(sample: Sample) -> SampleRow:
    reports = list(sample.reports.all())
    report = reports[0] if reports else None
    return SampleRow(
        number=sample.number,
        of=str(sample.get_subject_display()),
        purpose=str(sample.get_purpose_display()),
        state=sample.state,
        taken_on=day_of(sample.taken_at) if sample.taken_at else None,
        report=report.number if report else "",
        report_date=report.report_date if report else None,
        failing=tuple(market_name(code) for code in report.failing_markets) if report else (),
        fails_base_law=report is not None and report.fails_base_law,
        is_of_lot=sample.lot_id is not None,
    )
