"""Which task answers which fact: the one page to read when asking what follows from what."""

_TELL_FIRM = "enterprises.tasks.tell_firm"
# What is held is judged anew by whatever may have ended its wait.
_DECIDE_FIRM = "inspections.tasks.decide_after_standing"
_DECIDE_LOTS = "inspections.tasks.decide_after_lots"
_DECIDE_SAMPLE = "inspections.tasks.decide_after_sample"

FACT_ROUTES: dict[str, tuple[str, ...]] = {
    # enterprises
    "registration_changed": (_TELL_FIRM, _DECIDE_FIRM),
    "filing_changed": (_TELL_FIRM, _DECIDE_FIRM),
    "agent_authorisation_changed": (_TELL_FIRM,),
    "people_notified": ("enterprises.tasks.mail_notifications",),
    # blacklist
    "event_reported": ("enterprises.tasks.tell_credit_officers",),
    "event_confirmed": (_TELL_FIRM,),
    "event_rejected": ("blacklist.tasks.tell_reporter",),
    "event_objected": ("enterprises.tasks.tell_credit_officers",),
    "event_decided": (_TELL_FIRM, _DECIDE_FIRM),
    "class_changed": (_TELL_FIRM, _DECIDE_FIRM),
    "grading_recorded": (),
    "list_entry_moved": (_TELL_FIRM,),
    "list_entry_withdrawn": (),
    "list_entry_effective": (_TELL_FIRM, _DECIDE_FIRM),
    "list_entry_ended": (_TELL_FIRM, _DECIDE_FIRM),
    # lab
    "sample_verified": (_DECIDE_SAMPLE,),
    "sample_invalidated": (_DECIDE_SAMPLE,),
    "sample_ended": (_DECIDE_SAMPLE,),
    "sample_failed": (_TELL_FIRM, _DECIDE_LOTS),
    "lots_quarantined": (_DECIDE_LOTS,),
    "lots_freed": (_DECIDE_LOTS,),
    "lots_rejected": (_DECIDE_LOTS,),
    "stock_set_aside": (_TELL_FIRM,),
    "delivery_declared": (_TELL_FIRM,),
    "delivery_confirmed": (_TELL_FIRM,),
    "delivery_disputed": (_TELL_FIRM,),
    "delivery_settled": (_TELL_FIRM,),
    "delivery_void": (_TELL_FIRM,),
    "draw_wanted": ("lab.tasks.draw_when_wanted",),
    "monitoring_due": (_TELL_FIRM,),
    "obligation_missed": (_TELL_FIRM,),
    "obligation_settled": (_TELL_FIRM, "inspections.tasks.decide_after_month"),
}
