"""Lists: filter, sort, page by keyset, and export exactly what is filtered.

The address holds everything, so that a list can be sent to somebody else as it is seen.
"""

from enterprises.tables.page import ListPage, list_page, page_of
from enterprises.tables.spec import Column, ListSpec

__all__ = ["Column", "ListPage", "ListSpec", "list_page", "page_of"]
