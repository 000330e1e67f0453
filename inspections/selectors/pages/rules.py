"""Rule sets and risk analyses as people read them: in order, in words, one version beside another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from blacklist.states import Level
from enterprises import formats
from enterprises.languages import is_chinese
from enterprises.states import Product, Regime, RegistrationStanding, Wearer
from enterprises.tones import Text, Tone
from inspections.models import ReleaseRule, RiskAnalysis, RiskLevel, RuleSet
from inspections.selectors.lanes import steps_of
from inspections.selectors.reference import rule_set_on
from inspections.states import CheckKind, HoldKind, Outcome, Path, RuleKind
from lab.states import Ground

ONE_DAY = timedelta(days=1)
_MONTHS: Mapping[str, Text] = MappingProxyType(
    {
        "open": gettext_lazy("month of monitoring open"),
        "closed": gettext_lazy("month of monitoring closed"),
    }
)
_LEVELS: Mapping[str, tuple[Tone, Text]] = MappingProxyType(
    {
        "low": ("ok", pgettext_lazy("risk", "Low")),
        "ordinary": ("ok", pgettext_lazy("risk", "Ordinary")),
        "fairly_high": ("wait", pgettext_lazy("risk", "Fairly high")),
        "high": ("no", pgettext_lazy("risk", "High")),
    }
)
_CONFIDENCES: Mapping[str, Text] = MappingProxyType(
    {
        "high": pgettext_lazy("confidence", "high"),
        "medium": pgettext_lazy("confidence", "medium"),
        "low": pgettext_lazy("confidence", "low"),
        "design default, editable": gettext_lazy("our default, may be changed"),
    }
)
_KINDS: Sequence[tuple[RuleKind, Text, Text]] = (
    (
        RuleKind.BLOCK,
        gettext_lazy("Blocks"),
        gettext_lazy("Tried first, all of them: what refuses or returns a declaration."),
    ),
    (
        RuleKind.LANE,
        gettext_lazy("Lanes"),
        gettext_lazy("Exactly one fits: what it accepts as evidence, and what it asks for."),
    ),
    (
        RuleKind.HOLD,
        gettext_lazy("Holds"),
        gettext_lazy("Tried last, all of them: what a declaration waits for, and whom."),
    ),
)


@dataclass(frozen=True)
class RuleLine:
    """One rule in words; `said` are term and value, in the order they are read.

    `brief` is what becomes of a declaration by it, read without unfolding the rule.
    """

    code: str
    claim: str
    brief: str
    said: tuple[tuple[Text, str], ...]
    measures: tuple[str, ...]
    confidence: str


@dataclass(frozen=True)
class RuleGroup:
    id: str
    title: Text
    lead: Text
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True)
class Change:
    """What differs in one rule between two versions; a value missing on a side is a dash."""

    code: str
    what: Text
    before: str
    after: str


@dataclass(frozen=True)
class RuleSetPage:
    """A rule set with its life and its rules, beside another version if one is named."""

    rule_set: RuleSet
    is_in_force: bool
    facts: tuple[tuple[Text, str], ...]
    groups: tuple[RuleGroup, ...]
    others: tuple[RuleSet, ...]
    against: RuleSet | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class RiskCell:
    """What a product group risks in a regime."""

    tone: Tone
    word: Text
    floor: str
    grounds: str


@dataclass(frozen=True)
class RiskRow:
    name: str
    goods: str
    regimes: tuple[Text, ...]
    cells: tuple[RiskCell | None, ...]

    @property
    def named_cells(self) -> Iterable[tuple[Text, RiskCell | None]]:
        return zip(self.regimes, self.cells, strict=True)


@dataclass(frozen=True)
class RiskPage:
    """A version of the risk analysis as a matrix: product group by regime."""

    analysis: RiskAnalysis
    is_in_force: bool
    facts: tuple[tuple[Text, str], ...]
    regimes: tuple[Text, ...]
    rows: tuple[RiskRow, ...]
    others: tuple[RiskAnalysis, ...]
    cited_by: tuple[RuleSet, ...]


def rule_sets() -> QuerySet[RuleSet]:
    """Give every version with who wrote and who approved it."""
    return RuleSet.objects.select_related("author", "approved_by", "risk_analysis")


def rule_set_page(rule_set: RuleSet, against: RuleSet | None, *, today: date) -> RuleSetPage:
    """Put a rule set into words."""
    rules = rules_of(rule_set)
    in_force = rule_set_on(today)
    return RuleSetPage(
        rule_set=rule_set,
        is_in_force=in_force is not None and in_force.pk == rule_set.pk,
        facts=_life(rule_set),
        groups=tuple(
            RuleGroup(kind, title, lead, tuple(_line(one) for one in rules if one.kind == kind))
            for kind, title, lead in _KINDS
        ),
        others=tuple(rule_sets().exclude(pk=rule_set.pk).order_by("-valid_from", "-pk")),
        against=against,
        changes=tuple(changes_between(rules_of(against), rules)) if against else (),
    )


def rules_of(rule_set: RuleSet) -> list[ReleaseRule]:
    """Give the rules of a set in the order they are tried, with the clauses they rest on."""
    return list(rule_set.rules.prefetch_related("measures").order_by("order"))


def changes_between(
    before: Iterable[ReleaseRule], after: Iterable[ReleaseRule]
) -> Iterable[Change]:
    """Say rule by rule what the later version changes, in the order of its rules."""
    former = {rule.code: rule for rule in before}
    latter = {rule.code: rule for rule in after}
    for code, rule in latter.items():
        old = former.get(code)
        if old is None:
            yield Change(code, _("Added"), formats.MISSING, _claim(rule))
            continue
        was, is_now = dict(_compared(old)), dict(_compared(rule))
        for what in dict.fromkeys([*was, *is_now]):
            if was.get(what, "") != is_now.get(what, ""):
                yield Change(
                    code,
                    what,
                    was.get(what, "") or formats.MISSING,
                    is_now.get(what, "") or formats.MISSING,
                )
    for code, rule in former.items():
        if code not in latter:
            yield Change(code, _("Left out"), _claim(rule), formats.MISSING)


def risk_page(analysis: RiskAnalysis, *, today: date) -> RiskPage:
    """Put a version of the risk analysis into a matrix."""
    levels = list(analysis.levels.order_by("pk"))
    groups: dict[str, dict[str, RiskLevel]] = {}
    for level in levels:
        groups.setdefault(level.product_group, {})[level.regime] = level
    in_force = rule_set_on(today)
    return RiskPage(
        analysis=analysis,
        is_in_force=in_force is not None and in_force.analysis == analysis.pk,
        facts=(
            (_("In force"), period_words(analysis.valid_from, analysis.valid_until)),
            (_("Author"), str(analysis.author or _("shipped with the system"))),
            (
                _("Review by"),
                formats.written_date(analysis.review_on) if analysis.review_on else formats.MISSING,
            ),
            (_("Confidence"), _confidence(analysis.confidence) or formats.MISSING),
        ),
        regimes=_regimes(),
        rows=tuple(_risk_row(by_regime) for by_regime in groups.values()),
        others=tuple(RiskAnalysis.objects.exclude(pk=analysis.pk).order_by("-valid_from", "-pk")),
        cited_by=tuple(rule_sets().filter(risk_analysis=analysis).order_by("-valid_from", "-pk")),
    )


def _confidence(code: str) -> str:
    """Say how sure a figure of the tables is; a word that is new speaks for itself."""
    return str(_CONFIDENCES.get(code, code))


def reason_of(rule_set: RuleSet) -> str:
    """Say why a version was written; the first came with the system, in the reader's words."""
    return (
        rule_set.reason if rule_set.author_id else _("The default rules that come with the system.")
    )


def period_words(first: date | None, until: date | None) -> str:
    """Say a half-open period with the last day it still holds."""
    if first is None and until is None:
        return _("always")
    last = formats.written_date(until - ONE_DAY) if until else ""
    if first is None:
        return _("to %(last)s") % {"last": last}
    since = formats.written_date(first)
    if not last:
        return _("since %(first)s") % {"first": since}
    return f"{since} – {last}"


# ---- one rule in words ------------------------------------------------------------


def _line(rule: ReleaseRule) -> RuleLine:
    return RuleLine(
        code=rule.code,
        claim=_claim(rule),
        brief=_brief(rule),
        said=tuple((term, value) for term, value in _said(rule) if value),
        measures=_measures(rule),
        confidence=_confidence(rule.confidence),
    )


def _brief(rule: ReleaseRule) -> str:
    if rule.kind != RuleKind.LANE:
        return _outcome(rule)
    words = {"path": _word(rule.path, Path), "rate": formats.percent(rule.check_rate or 0)}
    return _("%(path)s; check %(rate)s") % words


def _said(rule: ReleaseRule) -> Iterable[tuple[Text, str]]:
    yield _("For"), _whom(rule)
    if rule.kind == RuleKind.LANE:
        yield _("Accepts"), _words(rule.grounds_allowed, Ground)
        yield _("Path"), _word(rule.path, Path)
        yield _("Check"), _check(rule)
        yield _("Also asks for"), _(", ").join(map(str, steps_of(frozenset(rule.extra_steps))))
    else:
        # The condition is a note of the table for whoever builds the engine, in English alone;
        # the claim says the same to everybody.
        yield _("Speaks when"), _either(rule.condition, "")
        yield _("Then"), _then(rule)
    yield _("What a firm can do"), _either(rule.next_en, rule.next_zh)


def _compared(rule: ReleaseRule) -> Iterable[tuple[Text, str]]:
    yield _("Place in the order"), str(rule.order)
    yield _("Claim"), _claim(rule)
    yield from _said(rule)
    yield _("Reason"), rule.reason_code
    yield _("Clauses"), _(", ").join(_measures(rule))


def _claim(rule: ReleaseRule) -> str:
    return _either(rule.title_en, rule.title_zh)


def _measures(rule: ReleaseRule) -> tuple[str, ...]:
    return tuple(sorted(measure.code for measure in rule.measures.all()))


def _whom(rule: ReleaseRule) -> str:
    said = [
        _words(rule.regimes, Regime),
        _words(rule.classes, Level),
        _words(rule.registration, RegistrationStanding),
        "" if rule.month in ("*", "") else str(_MONTHS.get(rule.month, rule.month)),
    ]
    return _("; ").join(part for part in said if part) or _("everybody")


def _check(rule: ReleaseRule) -> str:
    if rule.check_rate is None:
        return ""
    kind = _word(rule.check_kind, CheckKind)
    return _("%(rate)s, by %(kind)s") % {"rate": formats.percent(rule.check_rate), "kind": kind}


def _then(rule: ReleaseRule) -> str:
    words = _outcome(rule)
    if rule.is_acceptable:
        return _("%(outcome)s; an officer may accept the finding with a reason") % {
            "outcome": words
        }
    return words


def _outcome(rule: ReleaseRule) -> str:
    return _word(rule.hold_kind, HoldKind) if rule.hold_kind else _word(rule.outcome, Outcome)


def _word(code: str, choices: type) -> str:
    """Say a code by its label; one that this version does not know speaks for itself."""
    known = choices.values  # type: ignore[attr-defined]
    return str(choices(code).label) if code in known else code


def _words(codes: Iterable[str], choices: type) -> str:
    wanted = list(codes)
    return "" if "*" in wanted else _(", ").join(_word(code, choices) for code in wanted)


def _life(rule_set: RuleSet) -> tuple[tuple[Text, str], ...]:
    approved = formats.MISSING
    if rule_set.approved_by and rule_set.approved_at:
        approved = _("%(who)s, %(when)s") % {
            "who": rule_set.approved_by,
            "when": formats.written_date(rule_set.approved_at),
        }
    return (
        (_("In force"), period_words(rule_set.valid_from, rule_set.valid_until)),
        (_("Author"), str(rule_set.author or _("shipped with the system"))),
        (_("Approved by"), approved),
        (_("Reason"), reason_of(rule_set) or formats.MISSING),
        (_("Risk analysis"), rule_set.risk_analysis.code),
        (_("Confidence"), _confidence(rule_set.confidence) or formats.MISSING),
    )


# ---- the matrix of risks ------------------------------------------------------------


def _regimes() -> tuple[Text, ...]:
    return tuple(capfirst(str(regime.label)) for regime in Regime)


def _risk_row(by_regime: Mapping[str, RiskLevel]) -> RiskRow:
    first = next(iter(by_regime.values()))
    goods = _words(first.products, Product)
    wearers = _words(first.wearers, Wearer)
    return RiskRow(
        name=_either(first.name_en, first.name_zh),
        goods=_("; ").join(part for part in (goods, wearers) if part),
        regimes=_regimes(),
        cells=tuple(_risk_cell(by_regime.get(regime)) for regime in Regime),
    )


def _risk_cell(level: RiskLevel | None) -> RiskCell | None:
    if level is None:
        return None
    tone, word = _LEVELS.get(level.level, ("", level.level))
    return RiskCell(
        tone=tone,
        word=word,
        floor=formats.percent(level.check_floor),
        grounds=_either(level.grounds_en, level.grounds_zh),
    )


def _either(english: str, chinese: str) -> str:
    return chinese if is_chinese() else english
