"""Addresses of credit: classes, events, gradings, lists, and what departments report and read."""

from django.urls import URLPattern, path

from blacklist.views import classes, department, events, gradings, lists

app_name = "blacklist"
urlpatterns: list[URLPattern] = [
    path("lists/", lists.published_lists, name="published-lists"),
    path("credit/", classes.credit_file, name="credit-file"),
    path("credit/classes/", classes.class_list, name="class-list"),
    path("credit/events/", events.event_list, name="event-list"),
    path("credit/events/record/", events.event_record, name="event-record"),
    path("credit/events/<str:number>/", events.event_detail, name="event-detail"),
    path("credit/events/<str:number>/evidence/", events.event_evidence, name="event-evidence"),
    path("credit/events/<str:number>/<slug:act>/", events.event_act, name="event-act"),
    path("credit/gradings/", gradings.grading_list, name="grading-list"),
    path("credit/gradings/new/", gradings.round_new, name="round-new"),
    path("credit/gradings/import/", gradings.round_import, name="round-import"),
    path("credit/gradings/<int:number>.<int:version>/", gradings.round_detail, name="round-detail"),
    path("credit/entries/", lists.entry_list, name="entry-list"),
    path("credit/entries/propose/", lists.entry_propose, name="entry-propose"),
    path("credit/entries/<str:number>/", lists.entry_detail, name="entry-detail"),
    path("credit/entries/<str:number>/<slug:act>/", lists.entry_act, name="entry-act"),
    path("credit/memoranda/", department.memorandum_list, name="memorandum-list"),
    path("credit/memoranda/<slug:code>/", department.memorandum_detail, name="memorandum-detail"),
    path("credit/<str:serial>/", classes.firm_file, name="firm-file"),
    path("credit/<str:serial>/propose/", classes.class_propose, name="class-propose"),
    path("credit/<str:serial>/proposal/", classes.class_decide, name="class-decide"),
    path("department/", department.department, name="department"),
    path("department/report/", department.department_report, name="department-report"),
    path("department/firms/", department.department_firms, name="department-firms"),
    path("department/firms/<str:credit_code>/", department.department_firm, name="department-firm"),
]
