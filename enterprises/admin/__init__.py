"""The administration: reference data and accounts are kept here, records are only read."""

from enterprises.admin import guidance, people, records, reference, site

__all__ = ["guidance", "people", "records", "reference", "site"]
