"""The write-off ledger: skins set aside, given back, written off, reversed, and corrections."""

from lab.services.ledger.adjustments import (
    adjust,
    approve_adjustment,
    decline_adjustment,
    propose_adjustment,
)
from lab.services.ledger.postings import (
    AlreadyReversed,
    InsufficientSkins,
    SkinUse,
    constraint_of,
    exhaust,
    give_back,
    reserve,
    restock,
    reverse_write_offs,
    write_off_at_once,
    write_off_reserved,
)

__all__ = [
    "AlreadyReversed",
    "InsufficientSkins",
    "SkinUse",
    "adjust",
    "approve_adjustment",
    "constraint_of",
    "decline_adjustment",
    "exhaust",
    "give_back",
    "propose_adjustment",
    "reserve",
    "restock",
    "reverse_write_offs",
    "write_off_at_once",
    "write_off_reserved",
]
