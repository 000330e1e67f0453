"""The draw for a check: anyone who knows the day's seed and the number can repeat it."""

import hashlib
import hmac
from decimal import Decimal

DRAW_DECIMALS = 18
_HEX_DIGITS = 32


def seed_hash(seed: bytes) -> str:
    """Commit to a day's seed: this is published before the day, the seed itself after it."""
    return hashlib.sha256(seed).hexdigest()


def draw_value(number: str, seed: bytes) -> Decimal:
    """Draw a declaration's value, at least 0 and below 1, in eighteen decimals.

    It is the first 128 bits of HMAC-SHA256 (key: the seed, message: the declaration's number
    in UTF-8) as a fraction of 2 to the 128, cut off after the last decimal.
    """
    digest = hmac.new(seed, number.encode(), hashlib.sha256).hexdigest()
    share = int(digest[:_HEX_DIGITS], 16) * 10**DRAW_DECIMALS >> 4 * _HEX_DIGITS
    return Decimal(share).scaleb(-DRAW_DECIMALS)


def is_drawn(value: Decimal, rate: Decimal) -> bool:
    """Tell whether a value is drawn at a rate in per cent: never at 0, always at 100."""
    return value * 100 < rate
