"""What a firm does with its declarations: write, submit, withdraw, cancel before departure."""

from inspections.services.declarations.drafts import (
    content_of,
    copy_declaration,
    create_draft,
    delete_draft,
    refuse_unknown_goods,
    save_draft,
)
from inspections.services.declarations.endings import cancel_release, withdraw_declaration
from inspections.services.declarations.submission import submit_declaration

__all__ = [
    "cancel_release",
    "content_of",
    "copy_declaration",
    "create_draft",
    "delete_draft",
    "refuse_unknown_goods",
    "save_draft",
    "submit_declaration",
    "withdraw_declaration",
]
