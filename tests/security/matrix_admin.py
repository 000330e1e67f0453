"""The doors of the administration; its many addresses share one gate, tried at a few of them."""

from tests.security.doors import ADMINISTRATOR, Door, Expected, everyone, only

_AUDITOR = frozenset({"auditor"})


def _gate(people: frozenset[str], *, refused: frozenset[str] = frozenset()) -> Expected:
    """Whoever has no work there, known or not, is sent to the door where people are told so."""
    return everyone(302) | dict.fromkeys(people, 200) | dict.fromkeys(refused, 403)


DOORS = (
    Door("admin:index", _gate(ADMINISTRATOR | _AUDITOR)),
    Door("admin:login", only(frozenset(), refused=403)),
    Door("admin:logout", everyone(405)),
    Door("admin:lab_limit_changelist", _gate(ADMINISTRATOR | _AUDITOR)),
    Door("admin:lab_limit_add", _gate(ADMINISTRATOR, refused=_AUDITOR)),
    Door("admin:inspections_declaration_changelist", _gate(_AUDITOR, refused=ADMINISTRATOR)),
    Door(
        "admin:inspections_declaration_add",
        _gate(frozenset(), refused=ADMINISTRATOR | _AUDITOR),
    ),
    Door("admin:enterprises_user_add", _gate(ADMINISTRATOR, refused=_AUDITOR)),
)
