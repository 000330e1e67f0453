"""Addresses of notices, of the inbox and of the audit."""

from django.urls import path

from enterprises.views import audit, inbox, notices

urlpatterns = [
    path("audit/", audit.audit_list, name="audit-list"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/<slug:number>/", notices.notice_detail, name="notice-detail"),
    path(
        "notices/<slug:number>/acknowledge/", notices.notice_acknowledge, name="notice-acknowledge"
    ),
    path("notices/<slug:number>/remind/", notices.notice_remind, name="notice-remind"),
    path("notices/<slug:number>/withdraw/", notices.notice_withdraw, name="notice-withdraw"),
    path("notices/<slug:number>/delete/", notices.notice_delete, name="notice-delete"),
    path("published/notices/", notices.public_notices, name="public-notices"),
    path("published/notices/<slug:number>/", notices.public_notice, name="public-notice"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read, name="inbox-read"),
    path("inbox/<uuid:key>/", inbox.inbox_open, name="inbox-open"),
]
