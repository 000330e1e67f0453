"""Addresses of the monthly monitoring, of retests, and of reports."""

from django.urls import path

from lab.views import monitoring, reports, retests

urlpatterns = [
    path("monitoring/", monitoring.monitoring, name="monitoring"),
    path("monitoring/<slug:key>/", monitoring.obligation_detail, name="obligation-detail"),
    path("monitoring/<slug:key>/waive/", monitoring.waiver_propose, name="waiver-propose"),
    path("monitoring/<slug:key>/approve/", monitoring.waiver_approve, name="waiver-approve"),
    path("monitoring/<slug:key>/decline/", monitoring.waiver_decline, name="waiver-decline"),
    path("monitoring/<slug:key>/late/", monitoring.late_sample, name="late-sample"),
    path("retests/", retests.retest_list, name="retest-list"),
    path("retests/<slug:number>/", retests.retest_detail, name="retest-detail"),
    path("retests/<slug:number>/accept/", retests.retest_accept, name="retest-accept"),
    path("retests/<slug:number>/decline/", retests.retest_decline, name="retest-decline"),
    path("retests/<slug:number>/again/", retests.retest_again, name="retest-again"),
    path("samples/<slug:number>/retest/", retests.retest_ask, name="retest-ask"),
    path("samples/<slug:number>/record.pdf", reports.sample_record_pdf, name="sample-record-pdf"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/<slug:number>/paper.pdf", reports.report_pdf, name="report-pdf"),
    path("reports/<slug:number>/withdraw/", reports.report_withdraw, name="report-withdraw"),
]
