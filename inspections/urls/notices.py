"""Addresses where notices are written and sent; they are read on the ground floor."""

from django.urls import path

from inspections.views import notices

urlpatterns = [
    path("notices/drafts/new/", notices.notice_new, name="notice-new"),
    path("notices/drafts/audience/", notices.notice_audience, name="notice-audience"),
    path("notices/drafts/<slug:number>/", notices.notice_edit, name="notice-edit"),
    path("notices/drafts/<slug:number>/send/", notices.notice_send, name="notice-send"),
]
