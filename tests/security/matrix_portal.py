"""The doors of firms and of those who read the same records with them."""

from tests.security.doors import (
    FILING,
    FIRM,
    KNOWN,
    LABORATORY,
    OFFICERS,
    OTHER,
    Door,
    deed,
    everyone,
    only,
    record,
)

_READERS = FIRM | OFFICERS
_LIST = record(KNOWN - LABORATORY)
_PAGE = deed(FILING, 200, readers=_READERS)
_DEED = deed(FILING, readers=_READERS)
# The form is shown again with what is wrong in it.
_FORM = deed(FILING, 422, readers=_READERS)
_STALE = {"version": 99, "reason": "a stale page"}
_OF_A_FIRM = FIRM | OTHER

DOORS = (
    Door("inspections:portal", only(_OF_A_FIRM, 302, refused=404)),
    Door("inspections:portal-home", record(_READERS), {"serial": "firm"}),
    Door("inspections:declaration-list", _LIST),
    Door("inspections:declaration-detail", record(_READERS), {"number": "released"}),
    Door("inspections:declaration-detail", record(_READERS), {"number": "held"}, case="held"),
    Door("inspections:declaration-detail", record(_READERS), {"number": "draft"}, case="draft"),
    Door(
        "inspections:declaration-decision",
        record(_READERS),
        {"number": "released", "ordinal": "1"},
    ),
    Door("inspections:declaration-new", only(FILING | OTHER)),
    Door("inspections:declaration-edit", _PAGE, {"number": "draft"}),
    Door("inspections:declaration-edit", _FORM, {"number": "draft"}, "post", _STALE),
    Door("inspections:declaration-copy", _PAGE, {"number": "released"}),
    Door("inspections:declaration-copy", _DEED, {"number": "released"}, "post", _STALE),
    Door("inspections:declaration-delete", _PAGE, {"number": "draft"}),
    Door("inspections:declaration-delete", _DEED, {"number": "draft"}, "post", _STALE),
    Door("inspections:declaration-submit", _PAGE, {"number": "draft"}),
    Door("inspections:declaration-submit", _FORM, {"number": "draft"}, "post", _STALE),
    Door("inspections:declaration-withdraw", _PAGE, {"number": "held"}),
    Door("inspections:declaration-withdraw", _DEED, {"number": "held"}, "post", _STALE),
    Door("inspections:declaration-cancel", _PAGE, {"number": "released"}),
    Door("inspections:declaration-cancel", _DEED, {"number": "released"}, "post", _STALE),
    Door("inspections:certificate-pdf", record(_READERS), {"number": "certificate"}),
    Door("inspections:declaration-verdict", everyone(405, anonymous="log in")),
    Door("lab:lot-list", _LIST),
    Door("lab:lot-detail", record(_READERS), {"number": "lot"}),
)
