"""Addresses of the firm's own pages; officers read the same records at the same places."""

from django.urls import path

from inspections.views import declarations, drafts, portal

urlpatterns = [
    path("portal/", portal.portal, name="portal"),
    path("portal/<slug:serial>/", portal.portal_home, name="portal-home"),
    path("declarations/", declarations.declaration_list, name="declaration-list"),
    path("declarations/new/", drafts.declaration_new, name="declaration-new"),
    path("declarations/verdict/", drafts.declaration_verdict, name="declaration-verdict"),
    path("declarations/<slug:number>/", declarations.declaration_detail, name="declaration-detail"),
    path("declarations/<slug:number>/edit/", drafts.declaration_edit, name="declaration-edit"),
    path("declarations/<slug:number>/copy/", drafts.declaration_copy, name="declaration-copy"),
    path(
        "declarations/<slug:number>/delete/", drafts.declaration_delete, name="declaration-delete"
    ),
    path(
        "declarations/<slug:number>/submit/",
        declarations.declaration_submit,
        name="declaration-submit",
    ),
    path(
        "declarations/<slug:number>/withdraw/",
        declarations.declaration_withdraw,
        name="declaration-withdraw",
    ),
    path(
        "declarations/<slug:number>/cancel/",
        declarations.declaration_cancel,
        name="declaration-cancel",
    ),
    path(
        "declarations/<slug:number>/decisions/<int:ordinal>/",
        declarations.declaration_decision,
        name="declaration-decision",
    ),
]
