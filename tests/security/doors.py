"""The doors of the pages, as plain data: who knocks, and what they are answered.

How to add the doors of your pages. Every named address has at least one row in the
`matrix_<area>.py` of its area; `test_access_matrix.py` fails while a name is in none of them.

    DOORS = (
        # Anybody reads it.
        Door("inspections:story", everyone()),
        # Officers only; whoever is not logged in is asked to, all others are told no.
        Door("inspections:desk", only(OFFICERS)),
        # A record: its firm and the officers read it, for anybody else it is not there.
        Door("lab:lot-detail", record(FIRM | OFFICERS), {"number": "lot"}),
        # A deed on a record: who reads it without being allowed to is told no (403).
        Door("inspections:declaration-withdraw", deed(FILING, readers=FIRM | OFFICERS),
             {"number": "held"}, method="post", data={"version": 99}),
    )

`kwargs` maps what the address needs to the name of a record in `World`, or to "=" and a word; `data` is what a POST
sends; a door that is tried in several states of a record has a row for each. A deed that comes
through its door and is refused by the rules alone (a stale version, say) answers as a success
does, so `data` need not be right. Each knock is undone before the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Asked to log in, as distinct from any other redirection.
LOGIN = "log in"
Answer = int | str

ANONYMOUS = "anonymous"
# Of another firm; of the firm itself; of the agent that the firm authorised.
OTHER = frozenset({"other_firm"})
VIEWER = frozenset({"viewer"})
AGENT = frozenset({"agent"})
FILING = frozenset({"declarant", "owner"}) | AGENT
FIRM = VIEWER | FILING
LABORATORY = frozenset({"analyst", "reviewer"})
OFFICERS = frozenset({"inspector", "registrar", "credit", "chief", "auditor"})
ADMINISTRATOR = frozenset({"administrator"})
DEPARTMENT = frozenset({"department"})
KNOWN = OTHER | FIRM | LABORATORY | OFFICERS | ADMINISTRATOR | DEPARTMENT
PEOPLE = (ANONYMOUS, *sorted(KNOWN))

Expected = Mapping[str, Answer]


@dataclass(frozen=True)
class Door:
    """One address, one way of knocking, and the answer for each of `PEOPLE`."""

    name: str
    expected: Expected
    kwargs: Mapping[str, str] = field(default_factory=dict)
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)
    case: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.name, self.method, self.case) if part)


def everyone(answer: Answer = 200, **others: Answer) -> Expected:
    """The same answer for all, but for those named."""
    return dict.fromkeys(PEOPLE, answer) | others


def only(people: frozenset[str], answer: Answer = 200, *, refused: Answer = 403) -> Expected:
    """An answer for some; strangers log in, all others are refused."""
    return everyone(refused, anonymous=LOGIN) | dict.fromkeys(people, answer)


def record(readers: frozenset[str], answer: Answer = 200) -> Expected:
    """A record that some may see, and that is not there for anybody else."""
    return only(readers, answer, refused=404)


def deed(
    actors: frozenset[str], answer: Answer = 302, *, readers: frozenset[str] = frozenset()
) -> Expected:
    """A deed on a record: those who only read it are told no, for others it is not there."""
    return record(readers, 403) | dict.fromkeys(actors, answer)
