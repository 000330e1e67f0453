"""Addresses of the desk, and of what is done about a held declaration."""

from django.urls import path

from inspections.views import check_list, checks, desk, holds, refusals

_HOLD = "declarations/<slug:number>/holds/<slug:key>"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/checks/", check_list.check_list, name="check-list"),
    path("desk/assign/", desk.desk_assign, name="desk-assign"),
    path(f"{_HOLD}/accept/", holds.hold_accept, name="hold-accept"),
    path(f"{_HOLD}/release/", holds.hold_release, name="hold-release"),
    path(f"{_HOLD}/ask/", holds.hold_ask, name="hold-ask"),
    path(f"{_HOLD}/answer/", holds.hold_answer, name="hold-answer"),
    path(f"{_HOLD}/order-test/", holds.hold_order_test, name="hold-order-test"),
    path(f"{_HOLD}/assign/", holds.hold_assign, name="hold-assign"),
    path("declarations/<slug:number>/decide/", holds.declaration_decide, name="declaration-decide"),
    path("declarations/<slug:number>/notice.pdf", refusals.refusal_pdf, name="refusal-pdf"),
    path("declarations/<slug:number>/checks/add/", checks.check_add, name="check-add"),
    path(
        "declarations/<slug:number>/checks/<slug:kind>/", checks.check_record, name="check-record"
    ),
]
