"""Statistics, rules, firms, the search and the audit."""

from collections.abc import Mapping
from datetime import timedelta

from enterprises.models import Enterprise
from enterprises.roles import Role
from inspections.models import Check, RuleSet
from inspections.states import CheckState
from tests.browser.walls import ANYBODY, FIRM, INSPECTOR, Gallery, Wall, at_page
from tests.factories import TODAY, at, make_credit_event, make_enterprise, make_user
from tests.factories.figures import judged

AUDITOR = "auditor"
_MARKETS = {"RU": "EAEU", "DE": "EU", "JP": "JP", "KR": "KR", "US": "US"}

WALLS: Mapping[str, Wall] = {
    "statistics": at_page(INSPECTOR, "inspections:statistics"),
    "statistics, a market": at_page(
        INSPECTOR, "inspections:statistics", query="?market=JP&count=value"
    ),
    "statistics, nothing": at_page(
        INSPECTOR, "inspections:statistics", query="?since=2011-01-01&until=2011-03-01"
    ),
    "statistics, faulty": at_page(
        INSPECTOR, "inspections:statistics", query="?firm=9999", status=422
    ),
    "figures of a firm": at_page(FIRM, "inspections:firm-figures", "firm"),
    "rule sets": at_page(INSPECTOR, "inspections:rule-set-list"),
    "rule set": at_page(INSPECTOR, "inspections:rule-set", "RS-2009-01"),
    "rule set, compared": at_page(
        INSPECTOR, "inspections:rule-set", "RS-NEXT", query="?against=RS-2009-01"
    ),
    "risk analysis": at_page(INSPECTOR, "inspections:risk-analysis"),
    "class table": at_page(ANYBODY, "inspections:class-table"),
    "all firms": at_page(INSPECTOR, "inspections:firm-list"),
    "one firm": at_page(AUDITOR, "inspections:firm", "firm"),
    "one dyehouse": at_page(INSPECTOR, "inspections:firm", "bare"),
    "search": at_page(INSPECTOR, "inspections:search", query="?q=L26"),
    "search, nothing": at_page(INSPECTOR, "inspections:search", query="?q=nowhere"),
    "audit": at_page(AUDITOR, "enterprises:audit-list"),
}


def hang(gallery: Gallery, firm: Enterprise) -> None:
    """Make a year of judgements, a second rule set, and an auditor."""
    gallery.readers[AUDITOR] = make_user(Role.AUDITOR, full_name="郑明 Zheng Ming")
    gallery.keys["bare"] = make_enterprise(name_en="Yongshun Dyehouse", name_zh="永顺硝染厂").serial
    firm.brands.create(name="北辰 Beichen", iso="RU")
    make_credit_event(firm)
    officer = make_user(Role.INSPECTOR)
    for month in range(12):
        for place, iso in enumerate(_MARKETS):
            declaration = judged(
                firm,
                iso=iso,
                markets=_MARKETS,
                submitted=at(TODAY - timedelta(days=30 * month + place)),
                hours=(month * 7 * place) % 60,
                pieces=4000 // (1 + month) // (1 + place),
                draw="0.01" if place % 2 else "0.8",
                lane="R-31" if iso == "RU" else "R-41",
            )
            if place % 2:
                Check.objects.create(
                    declaration=declaration,
                    kind="inspection",
                    origin="drawn",
                    state=CheckState.FAILED if month == 3 else CheckState.PASSED,
                    ordered_at=declaration.submitted_at,
                    carried_out_at=declaration.submitted_at,
                    carried_out_by=officer,
                )
    _next_rules()


def _next_rules() -> None:
    """Draft rules that differ from those in force by a rate, a rule more and a rule less."""
    in_force = RuleSet.objects.get(code="RS-2009-01")
    draft = RuleSet.objects.create(
        code="RS-NEXT",
        state="draft",
        risk_analysis=in_force.risk_analysis,
        reason="Fewer checks where none has failed for a year.",
    )
    for rule in in_force.rules.exclude(code="R-73").order_by("order"):
        measures = list(rule.measures.all())
        rule.pk, rule.rule_set = None, draft
        if rule.code == "R-31":
            rule.check_rate = 3
        rule.save()
        rule.measures.set(measures)
