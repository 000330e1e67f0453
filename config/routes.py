"""Which task answers which fact: the one page to read when asking what follows from what."""

_TELL_FIRM = "enterprises.tasks.tell_firm"

FACT_ROUTES: dict[str, tuple[str, ...]] = {
    # enterprises
    "registration_changed": (_TELL_FIRM,),
    "filing_changed": (_TELL_FIRM,),
    "agent_authorisation_changed": (_TELL_FIRM,),
    "people_notified": ("enterprises.tasks.mail_notifications",),
    # blacklist
    "event_reported": ("enterprises.tasks.tell_credit_officers",),
    "event_confirmed": (_TELL_FIRM,),
    "event_decided": (_TELL_FIRM,),
    "class_changed": (_TELL_FIRM,),
    "grading_recorded": (),
    "list_entry_moved": (_TELL_FIRM,),
    "list_entry_effective": (_TELL_FIRM,),
    "list_entry_ended": (_TELL_FIRM,),
}
