"""Notices to enterprises: written as a draft, sent to an audience, read, acknowledged, ended.

Whom a notice concerns is told by the top floor, which knows stock and shipments; here it is a
table of firms, each with the grounds for which it is addressed.
"""

from enterprises.services.notices.content import TEXT_LENGTH_MAX, TITLE_LENGTH_MAX, NoticeContent
from enterprises.services.notices.drafts import amend_draft, delete_draft, draft_notice
from enterprises.services.notices.receipts import (
    AcknowledgedAlready,
    NotAddressed,
    acknowledge_notice,
    note_reading,
)
from enterprises.services.notices.records import NothingToAcknowledge
from enterprises.services.notices.sending import (
    REMINDED_AFTER_DAYS,
    Audience,
    NobodyAddressed,
    NobodyToRemind,
    remind_all_due,
    remind_of_notice,
    send_notice,
    withdraw_notice,
)

__all__ = [
    "REMINDED_AFTER_DAYS",
    "TEXT_LENGTH_MAX",
    "TITLE_LENGTH_MAX",
    "AcknowledgedAlready",
    "Audience",
    "NobodyAddressed",
    "NobodyToRemind",
    "NotAddressed",
    "NothingToAcknowledge",
    "NoticeContent",
    "acknowledge_notice",
    "amend_draft",
    "delete_draft",
    "draft_notice",
    "note_reading",
    "remind_all_due",
    "remind_of_notice",
    "send_notice",
    "withdraw_notice",
]
