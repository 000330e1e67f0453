"""Cases of impact: opened by a failure, worked through, closed by two persons."""

from inspections.services.impact.cases import ask_to_close, close_case, open_case, reopen_case
from inspections.services.impact.retests import answer_retest
from inspections.services.impact.tasks import (
    TasksOpen,
    add_task,
    assign_task,
    finish_task,
    note_certificate,
    note_lots,
)

__all__ = [
    "TasksOpen",
    "add_task",
    "answer_retest",
    "ask_to_close",
    "assign_task",
    "close_case",
    "finish_task",
    "note_certificate",
    "note_lots",
    "open_case",
    "reopen_case",
]
