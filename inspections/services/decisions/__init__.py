"""Judgements of declarations, and what people do about what a held one waits for."""

from inspections.services.decisions.anew import decide_again
from inspections.services.decisions.examinations import Found, add_check, record_check
from inspections.services.decisions.laboratory import order_test_for_hold
from inspections.services.decisions.officers import (
    accept_review,
    answer_question,
    ask_firm,
    assign_hold,
    release_as_chief,
)

__all__ = [
    "Found",
    "accept_review",
    "add_check",
    "answer_question",
    "ask_firm",
    "assign_hold",
    "decide_again",
    "order_test_for_hold",
    "record_check",
    "release_as_chief",
]
