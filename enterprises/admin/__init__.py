"""The administration: reference data and accounts are kept here, records are only read."""

from enterprises.admin import people, records, reference, site

__all__ = ["people", "records", "reference", "site"]
