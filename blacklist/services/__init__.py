"""Every write of credit; the enterprise's row is locked before any of them."""

from blacklist.services.events import record_event

__all__ = ["record_event"]
