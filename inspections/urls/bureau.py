"""Addresses of what officers read: firms, statistics, rules; and of the search over everything."""

from django.urls import path

from inspections.views import firms, rules, statistics

urlpatterns = [
    path("search/", firms.search, name="search"),
    path("firms/", firms.firm_list, name="firm-list"),
    path("firms/<slug:serial>/", firms.firm, name="firm"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/<slug:month>.pdf", statistics.monthly_report, name="monthly-report"),
    path("portal/<slug:serial>/figures/", statistics.firm_figures, name="firm-figures"),
    path("rule-sets/", rules.rule_set_list, name="rule-set-list"),
    path("rule-sets/<slug:code>/", rules.rule_set, name="rule-set"),
    path("risk-analysis/", rules.risk_analysis, name="risk-analysis"),
    path("class-table/", rules.class_table, name="class-table"),
]
