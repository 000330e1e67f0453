"""Which task answers which fact: the one page to read when asking what follows from what."""

_TELL_FIRM = "enterprises.tasks.tell_firm"
_TELL_REGISTRARS = "enterprises.tasks.tell_registrars"
_CREDIT_RECTIFICATION = "blacklist.tasks.credit_rectification"
_TELL_PERSON = "enterprises.tasks.tell_person"
_TELL_OF_NOTICE = "enterprises.tasks.tell_of_notice"
# What is held is judged anew by whatever may have ended its wait.
_DECIDE_FIRM = "inspections.tasks.decide_after_standing"
_DECIDE_LOTS = "inspections.tasks.decide_after_lots"
_DECIDE_SAMPLE = "inspections.tasks.decide_after_sample"
# The case of a failure learns what became of its records, whoever settled them.
_CASE_LOTS = "inspections.tasks.note_lots_on_cases"
_CASE_TELL = "inspections.tasks.tell_those_who_work_on_cases"

FACT_ROUTES: dict[str, tuple[str, ...]] = {
    # enterprises
    "registration_changed": (_TELL_FIRM, _DECIDE_FIRM),
    "filing_changed": (_TELL_FIRM, _DECIDE_FIRM),
    "application_submitted": (_TELL_REGISTRARS,),
    "filing_applied": (_TELL_REGISTRARS,),
    "assessment_planned": (_TELL_FIRM,),
    "assessment_cancelled": (_TELL_FIRM,),
    "assessment_under_way": (),
    "assessment_submitted": (_TELL_REGISTRARS,),
    "assessment_sent_back": (_TELL_REGISTRARS,),
    "assessment_endorsed": (_TELL_FIRM, _DECIDE_FIRM, "blacklist.tasks.credit_assessment"),
    "rectification_submitted": (_TELL_REGISTRARS,),
    "rectification_returned": (_TELL_FIRM,),
    "rectification_extended": (_TELL_FIRM, _DECIDE_FIRM),
    "rectification_accepted": (_TELL_FIRM, _DECIDE_FIRM, _CREDIT_RECTIFICATION),
    "rectification_void": (_TELL_FIRM, _DECIDE_FIRM),
    "rectification_due": (_TELL_FIRM,),
    "rectification_overdue": (_TELL_FIRM, _TELL_REGISTRARS, _CREDIT_RECTIFICATION),
    "agent_authorisation_changed": (_TELL_FIRM,),
    "agency_asked": (_TELL_FIRM,),
    "agency_ended": (_TELL_FIRM,),
    "account_opened": ("enterprises.tasks.mail_invitation",),
    "member_added": (_TELL_PERSON,),
    "member_role_changed": (_TELL_PERSON,),
    "member_removed": (_TELL_PERSON,),
    "notice_sent": (_TELL_OF_NOTICE,),
    "notice_reminded": (_TELL_OF_NOTICE,),
    "notice_withdrawn": (_TELL_OF_NOTICE,),
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
    "list_entry_stated": ("enterprises.tasks.tell_credit_officers",),
    "list_entry_effective": (_TELL_FIRM, _DECIDE_FIRM),
    "list_entry_ended": (_TELL_FIRM, _DECIDE_FIRM),
    # lab
    "sample_verified": (_DECIDE_SAMPLE, "inspections.tasks.answer_retest_on_case"),
    "sample_invalidated": (_DECIDE_SAMPLE,),
    "sample_ended": (_DECIDE_SAMPLE,),
    "sample_failed": (_TELL_FIRM, _DECIDE_LOTS, "inspections.tasks.open_impact_case"),
    "lots_quarantined": (_DECIDE_LOTS,),
    "lots_freed": (_DECIDE_LOTS, _CASE_LOTS),
    "lots_rejected": (_DECIDE_LOTS, _CASE_LOTS),
    "stock_set_aside": (_TELL_FIRM,),
    "stock_freed": (_TELL_FIRM,),
    "ledger_adjusted": (_TELL_FIRM,),
    "retest_asked": ("lab.tasks.tell_inspectors",),
    "retest_answered": (_TELL_FIRM,),
    "retest_done": (_TELL_FIRM,),
    "delivery_declared": (_TELL_FIRM,),
    "delivery_confirmed": (_TELL_FIRM,),
    "delivery_disputed": (_TELL_FIRM,),
    "delivery_settled": (_TELL_FIRM,),
    "delivery_void": (_TELL_FIRM,),
    "draw_wanted": ("lab.tasks.draw_when_wanted",),
    "monitoring_due": (_TELL_FIRM,),
    "obligation_missed": (_TELL_FIRM,),
    "obligation_waived": (_TELL_FIRM,),
    "obligation_settled": (_TELL_FIRM, "inspections.tasks.decide_after_month"),
    # inspections
    "declaration_decided": ("inspections.tasks.announce_decision",),
    "firm_asked": ("inspections.tasks.announce_question",),
    "firm_answered": ("inspections.tasks.announce_answer",),
    "certificate_replaced": (_TELL_FIRM,),
    "certificate_revoked": (_TELL_FIRM, "inspections.tasks.note_certificate_on_cases"),
    "impact_case_opened": (_CASE_TELL,),
    "impact_case_closing": ("inspections.tasks.tell_those_who_close_cases",),
    "impact_case_closed": (_CASE_TELL,),
    "impact_case_reopened": (_CASE_TELL,),
}
