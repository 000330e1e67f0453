"""Addresses of samples, with their firms, and of the laboratory, without them."""

from django.urls import path

from lab.views import entry, samples, worklist

urlpatterns = [
    path("lots/<slug:number>/sample/", samples.sample_order, name="sample-order"),
    path("samples/", samples.sample_list, name="sample-list"),
    path("samples/<slug:number>/", samples.sample_detail, name="sample-detail"),
    path("samples/<slug:number>/take/", samples.sample_take, name="sample-take"),
    path("samples/<slug:number>/cancel/", samples.sample_cancel, name="sample-cancel"),
    path("lab/", worklist.worklist, name="worklist"),
    path("lab/review/", worklist.review, name="review"),
    path("lab/queues/<slug:queue>/", worklist.worklist_act, name="worklist-act"),
    path("lab/samples/<slug:number>/", entry.entry, name="entry"),
    path("lab/samples/<slug:number>/receive/", entry.receive, name="sample-receive"),
    path("lab/samples/<slug:number>/start/", entry.start, name="sample-start"),
    path("lab/samples/<slug:number>/send-back/", entry.sample_send_back, name="sample-send-back"),
    path("lab/samples/<slug:number>/verify/", entry.verify, name="sample-verify"),
    path("lab/samples/<slug:number>/reject/", entry.sample_reject, name="sample-reject"),
    path("reports/<slug:number>/", entry.report_detail, name="report-detail"),
]
