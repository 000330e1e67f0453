"""A verdict as people read it: the answer, then its reasons, failed first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from enterprises import formats, parts
from enterprises.languages import either
from enterprises.selectors.reasons import say
from enterprises.tones import TONE_SIGNS, Text, Tone
from inspections.models import ReleaseDecision
from inspections.policy.rules import Rule, RuleSet
from inspections.policy.verdict import Finding, LotGround, Verdict
from inspections.selectors.reference import stored_rule_set
from inspections.states import CheckKind, FindingStatus, HoldKind, Outcome, RuleKind
from lab.words import SPEAKERS as LAB_SPEAKERS
from lab.words import analyte_name, ground_name, operator_sign

# More comparisons than these are a table, and stand in the page's table of goods.
COMPARISONS_MAX = 4
# The rate in per cent at which nothing is left to a draw.
WHOLE = Decimal(100)
_TONES: Mapping[Outcome, Tone] = MappingProxyType(
    {
        Outcome.RELEASED: "ok",
        Outcome.HELD: "wait",
        Outcome.RETURNED: "wait",
        Outcome.REFUSED: "no",
    }
)
_SIGNS: Mapping[Outcome, str] = MappingProxyType({Outcome.RETURNED: "edit"})
_HELD_FOR: Mapping[HoldKind, Text] = MappingProxyType(
    {
        HoldKind.TEST: pgettext_lazy("held for", "a test"),
        HoldKind.INSPECTION: pgettext_lazy("held for", "an inspection"),
        HoldKind.REVIEW: pgettext_lazy("held for", "a review"),
        HoldKind.CHIEF: pgettext_lazy("held for", "the section chief"),
    }
)


def _check_kind(code: str) -> str:
    return str(CheckKind(code).label).lower() if code in CheckKind.values else code


SPEAKERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {**LAB_SPEAKERS, "kind": _check_kind}
)


@dataclass(frozen=True)
class VerdictView:
    """A verdict, ready to be drawn.

    `reasons` are what keeps the goods. `met` are the other rules that apply: firms may unfold
    their titles, officers read each with its values. `beside` are the rules that do not apply,
    `grounds` say by lot why it may go or not.
    """

    tone: Tone
    sign: str
    answer: str
    sentence: str
    reasons: tuple[parts.Reason, ...]
    met: tuple[parts.Reason, ...]
    is_open: bool
    beside: tuple[str, ...]
    grounds: Mapping[str, str]
    rate: str = ""
    when: SafeString | str = ""

    @property
    def peek_sign(self) -> str:
        """The sign of the answer where it stands as a chip."""
        return self.sign or TONE_SIGNS[self.tone]

    @property
    def met_words(self) -> str:
        """Count what is met, beside what is not."""
        count = len(self.met)
        if self.reasons:
            words = ngettext("%(count)d other rule is met", "%(count)d other rules are met", count)
        else:
            words = ngettext("%(count)d rule is met", "%(count)d rules are met", count)
        return words % {"count": count}

    @property
    def in_short(self) -> tuple[parts.Reason, ...]:
        """The reasons with what is met in one line, for a narrow place."""
        if not self.met:
            return self.reasons
        titles = tuple(reason.heading for reason in self.met)
        return (*self.reasons, parts.Reason(tone="ok", heading=self.met_words, folded=titles))

    @property
    def beside_words(self) -> str:
        count = len(self.beside)
        return ngettext(
            "%(count)d rule that does not apply here",
            "%(count)d rules that do not apply here",
            count,
        ) % {"count": count}


def verdict_view(
    verdict: Verdict,
    rule_set: RuleSet | None,
    *,
    is_officer: bool = False,
    is_preview: bool = False,
    when: SafeString | str = "",
) -> VerdictView:
    """Prepare a verdict for the page of an officer or of the firm."""
    rules = rule_set.by_code if rule_set else {}
    told = [f for f in verdict.findings if f.status != FindingStatus.NOT_APPLICABLE]
    failed = [f for f in told if f.failed]
    met = [f for f in told if not f.failed]
    return VerdictView(
        tone=_TONES[verdict.outcome],
        sign=_SIGNS.get(verdict.outcome, ""),
        answer=answer_of(verdict),
        sentence=_sentence(verdict, len(failed), len(met), is_preview=is_preview),
        reasons=tuple(_unmet(finding, rules.get(finding.rule)) for finding in failed),
        met=tuple(_met(finding, rules.get(finding.rule), verdict) for finding in met),
        is_open=is_officer,
        beside=tuple(
            _title(rules[f.rule])
            for f in verdict.findings
            if f.status == FindingStatus.NOT_APPLICABLE and _is_no_lane(rules.get(f.rule))
        ),
        grounds={one.lot: ground_words(one) for one in verdict.grounds},
        rate=formats.percent(verdict.check_rate.normalize())
        if verdict.check_rate is not None
        else "",
        when=when,
    )


def decision_view(decision: ReleaseDecision, *, is_officer: bool) -> VerdictView:
    """Prepare a judgement that was written down, with the rules that were in force then."""
    rule_set = stored_rule_set(decision.rule_set_id) if decision.rule_set_id else None
    return verdict_view(
        Verdict.from_plain(decision.verdict),
        rule_set,
        is_officer=is_officer,
        when=decided_words(decision, rule_set),
    )


def decided_words(decision: ReleaseDecision, rule_set: RuleSet | None) -> SafeString:
    """Say when a judgement was made, and by which rules."""
    at = formats.time_tag(decision.decided_at, "second")
    if rule_set is None:
        return format_html(_("Decided {} without a rule set in force"), at)
    code = format_html('<span class="nowrap">{}</span>', rule_set.code)
    return format_html(_("Decided {} by rule set {}"), at, code)


def answer_of(verdict: Verdict) -> str:
    """Give the answer in as few words as can be."""
    if verdict.outcome == Outcome.RELEASED and verdict.release_reason is not None:
        return say(verdict.release_reason.code).rstrip(".。")
    if verdict.outcome == Outcome.HELD and verdict.holds:
        things = [str(_HELD_FOR[kind]) for kind in verdict.holds]
        return _("Held for %(things)s") % {"things": _listed(things)}
    return str(Outcome(verdict.outcome).label)


def ground_words(ground: LotGround) -> str:
    """Say why a lot may go, or why not."""
    told = (said(reason.code, dict(reason.params)) for reason in ground.reasons)
    return formats.sentences(dict.fromkeys(told))


def said(code: str, params: Mapping[str, str | int]) -> str:
    """Say a reason of release or of the laboratory in the reader's words."""
    return say(code, params, words=SPEAKERS)


def measure_links(codes: Iterable[str]) -> SafeString:
    """Link clauses of the measures to where the story tells them."""
    story = reverse("inspections:story")
    return format_html_join(
        _(", "), '<a href="{}#{}">{}</a>', ((story, code, code) for code in codes)
    )


def _sentence(verdict: Verdict, failed: int, met: int, *, is_preview: bool) -> str:
    if not failed:
        words = ngettext(
            "The one rule that applies is met.", "All %(met)d rules that apply are met.", met
        ) % {"met": met}
        if is_preview and verdict.check_rate and verdict.check_rate < WHOLE:
            rate = formats.percent(verdict.check_rate.normalize())
            may_ask = _("The draw may still ask for a check (%(rate)s).") % {"rate": rate}
            return formats.sentences((words, may_ask))
        # At the whole nothing is left to a draw, and the lane asked for every check.
        if verdict.check_rate and verdict.check_rate < WHOLE and not verdict.is_drawn:
            return formats.sentences((words, _("Nothing was drawn for a check.")))
        return words
    words = ngettext(
        "One thing stands in the way.", "%(failed)d things stand in the way.", failed
    ) % {"failed": failed}
    if not met:
        return words
    others = ngettext(
        "The one other rule that applies is met.",
        "The %(met)d other rules that apply are met.",
        met,
    )
    return formats.sentences((words, others % {"met": met}))


def _unmet(finding: Finding, rule: Rule | None) -> parts.Reason:
    reason = finding.reason
    params = dict(reason.params) if reason else {}
    heading = said(reason.code, params) if reason else _title(rule)
    return parts.Reason(
        tone=_TONES[finding.outcome or Outcome.HELD],
        heading=heading.rstrip(".。"),
        text=_next(rule),
        compare=_compared(finding.rule, (params,)),
        basis=_basis(finding),
    )


def _met(finding: Finding, rule: Rule | None, verdict: Verdict) -> parts.Reason:
    text: str = _("Accepted by an officer with a reason.") if finding.accepted else ""
    compare = _compared(finding.rule, finding.compared)
    if rule is not None and rule.kind == RuleKind.LANE:
        grounds = [ground_name(ground) for ground in rule.grounds]
        if grounds:
            text = _("What counts for a lot here: %(grounds)s.") % {"grounds": _listed(grounds)}
        if verdict.check_rate is not None:
            rate = formats.percent(verdict.check_rate.normalize())
            compare = ((_("chance of a check"), rate),)
    return parts.Reason(
        tone="ok", heading=_title(rule), text=text, compare=compare, basis=_basis(finding)
    )


def _basis(finding: Finding) -> SafeString:
    if not finding.rule:
        return SafeString("")
    if not finding.measures:
        return format_html(_("Rule {}"), finding.rule)
    return format_html(_("Rule {}; measure {}"), finding.rule, measure_links(finding.measures))


def _title(rule: Rule | None) -> str:
    if rule is None:
        return _("A rule set is in force")
    return either(rule.title_en, rule.title_zh)


def _next(rule: Rule | None) -> str:
    if rule is None:
        return _("Wait: an officer decides.")
    return either(rule.next_en, rule.next_zh)


def _is_no_lane(rule: Rule | None) -> bool:
    return rule is not None and rule.kind != RuleKind.LANE


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    start = _(", ").join(words[:-1])
    return _("%(start)s and %(last)s") % {"start": start, "last": words[-1]}


# ---- values compared, by rule ------------------------------------------------

Params = Mapping[str, str | int]
Pair = tuple[Text, Text]


def _compared(rule: str, compared: Iterable[Params]) -> tuple[Pair, ...]:
    write = _COMPARED.get(rule)
    if write is None:
        return ()
    return tuple(write(params) for params in compared if params)[:COMPARISONS_MAX]


def _skins(params: Params) -> Pair:
    words = _("%(needed)s of %(remaining)s skins") % {
        "needed": _figure(params["needed"]),
        "remaining": _figure(params["remaining"]),
    }
    return str(params["lot"]), words


def _yield(params: Params) -> Pair:
    words = _("%(skins)s for %(pieces)s pieces, %(least)s–%(most)s expected") % {
        "skins": _figure(params["skins"]),
        "pieces": _figure(params["pieces"]),
        "least": _figure(params["min"]),
        "most": _figure(params["max"]),
    }
    return _("skins"), words


def _marks(params: Params) -> Pair:
    words = _("%(marks)s of %(pieces)s") % {
        "marks": _figure(params["marks"]),
        "pieces": _figure(params["pieces"]),
    }
    return _("marks entered"), words


def _cap(params: Params) -> Pair:
    words = _("%(pieces)s of %(left)s left") % {
        "pieces": _figure(params["pieces"]),
        "left": _figure(params["left"]),
    }
    return _("pieces"), words


def _rate(params: Params) -> Pair:
    return _("chance of a check"), formats.percent(Decimal(str(params["rate"])).normalize())


def _value(params: Params) -> Pair:
    sign = operator_sign(str(params["operator"]))
    words = f"{params['value']} {params['unit']} ({sign} {params['limit']})"
    return analyte_name(str(params["analyte"])), words


def _figure(value: str | int) -> str:
    return formats.number(Decimal(str(value)).normalize() if value != "" else value)


_COMPARED: Mapping[str, Callable[[Params], Pair]] = MappingProxyType(
    {
        "R-06": _cap,
        "R-09": _value,
        "R-10": _value,
        "R-11": _skins,
        "R-14": _marks,
        "R-61": _value,
        "R-64": _rate,
        "R-65": _rate,
        "R-73": _yield,
    }
)

LEAD_OF_PREVIEW = gettext_lazy("If submitted now")


def took_words(submitted_at: datetime | None, decided_at: datetime) -> str:
    """Say how long a decision took, where that is worth saying."""
    if submitted_at is None or decided_at <= submitted_at:
        return ""
    seconds = Decimal((decided_at - submitted_at).total_seconds()).quantize(Decimal("0.1"))
    return _("%(seconds)s s after submission") % {"seconds": formats.number(seconds)}
