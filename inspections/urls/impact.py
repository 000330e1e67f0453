"""Addresses of certificates, traces, cases of impact and approvals."""

from django.urls import path

from inspections.views import approvals, certificates, impact, impact_tasks, sheets, trace

_CASE = "impact/<slug:number>"
_TASK = f"{_CASE}/tasks/<int:ordinal>"
_PAPER = "certificates/<slug:number>"

urlpatterns = [
    path("approvals/", approvals.approvals_page, name="approvals"),
    path("certificates/", certificates.certificate_list, name="certificate-list"),
    path(f"{_PAPER}.pdf", certificates.certificate_pdf, name="certificate-pdf"),
    path(f"{_PAPER}/", certificates.certificate_detail, name="certificate-detail"),
    path(f"{_PAPER}/replace/", certificates.certificate_replace, name="certificate-replace"),
    path(f"{_PAPER}/revoke/", certificates.certificate_revoke, name="certificate-revoke"),
    # Before the declarations themselves, whose numbers are words too.
    path("declarations/lines/", sheets.declaration_lines, name="declaration-lines"),
    path(
        "declarations/lines/template.<slug:form>",
        sheets.declaration_lines_template,
        name="declaration-lines-template",
    ),
    path("trace/<slug:number>/", trace.trace, name="trace"),
    path("impact/", impact.impact_list, name="impact-list"),
    path(f"{_CASE}/", impact.impact_detail, name="impact-detail"),
    path(f"{_CASE}/hits/", impact.impact_hits, name="impact-hits"),
    path(f"{_CASE}/ask/", impact.impact_ask, name="impact-ask"),
    path(f"{_CASE}/close/", impact.impact_close, name="impact-close"),
    path(f"{_CASE}/reopen/", impact.impact_reopen, name="impact-reopen"),
    path(f"{_CASE}/assign/", impact_tasks.impact_assign, name="impact-assign"),
    path(f"{_CASE}/tasks/add/", impact_tasks.impact_task_add, name="impact-task-add"),
    path(f"{_TASK}/", impact_tasks.impact_task, name="impact-task"),
    path(f"{_TASK}/assign/", impact_tasks.impact_task_assign, name="impact-task-assign"),
]
