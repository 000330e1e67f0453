"""The live verdict: what would be decided if this were submitted now; nothing is kept."""

from datetime import datetime

from django.utils.translation import gettext as _

from enterprises.calendar import day_of
from enterprises.models import Enterprise
from enterprises.selectors.reasons import say
from inspections.content import DeclarationContent, Faults
from inspections.models import Declaration
from inspections.policy.release import judge_release
from inspections.policy.rules import RuleSet
from inspections.policy.verdict import Verdict
from inspections.selectors.evidence import preview_evidence
from inspections.selectors.reference import rule_set_on


def preview(
    content: DeclarationContent,
    *,
    enterprise: Enterprise,
    declaration: Declaration | None,
    at: datetime,
) -> tuple[Verdict, RuleSet | None]:
    """Judge content that is still being written, and name the rules it was judged by.

    Raises:
        Invalid: there is nothing to judge in it, or a lot is not the firm's.
    """
    _refuse_unjudgeable(content, enterprise)
    evidence = preview_evidence(content, enterprise=enterprise, at=at, declaration=declaration)
    rules = rule_set_on(day_of(at))
    rule_set = rules.rule_set if rules else None
    return judge_release(evidence, rule_set), rule_set


def _refuse_unjudgeable(content: DeclarationContent, enterprise: Enterprise) -> None:
    named = {use.lot for line in content.lines for use in line.uses}
    own = set(enterprise.lots.filter(number__in=named).values_list("number", flat=True))
    faults = Faults()
    if not content.lines:
        faults.add("lines", _("Enter at least one line of goods."))
    for ordinal, line in enumerate(content.lines, start=1):
        if not line.uses:
            faults.add(f"lines.{ordinal}.uses", _("Name the lots this line is made of."))
        for place, use in enumerate(line.uses, start=1):
            if use.lot not in own:
                sentence = say("LOT_NOT_YOURS", {"lot": use.lot})
                faults.add(f"lines.{ordinal}.uses.{place}.lot", sentence)
    faults.refuse()
