"""The arrows between floors and rooms, read from the imports."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.test import SimpleTestCase

CHECKOUT = Path(__file__).resolve().parents[2]
FLOORS = ("enterprises", "blacklist", "lab", "inspections")
# What a floor may take from the house: the page that says which task answers which fact.
HOUSE_ROOMS_FOR_FLOORS = {"config.routes"}
# Words for a state need Django's labels, so this room alone may know them.
STATES_MAY_KNOW = {"django.db.models", "django.utils.translation"}
# Asking a clock, a network, a disk or chance is not judging.
IMPURE = {
    "time",
    "random",
    "secrets",
    "os",
    "socket",
    "subprocess",
    "pathlib",
    "urllib",
    "threading",
}
ROOMS_THAT_KNOW = {"states", "policy", "querysets", "models", "selectors"}
ROOMS_THAT_ACT = {"services", "views", "api", "admin", "forms", "tasks"}
WRITING_MANAGER_CALLS = {
    *("create", "acreate", "bulk_create", "bulk_update"),
    *("get_or_create", "update_or_create"),
}


def modules_of(app: str) -> Iterator[Path]:
    yield from sorted((CHECKOUT / app).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[str]:
    """Give what a module imports, as full names; `from a import b` gives `a.b` if that is a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = (
        name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, node.module] if node.module else above)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if path_of(whole) else base


def path_of(module: str) -> Path | None:
    place = CHECKOUT.joinpath(*module.split("."))
    for candidate in (place.with_suffix(".py"), place / "__init__.py"):
        if candidate.exists():
            return candidate
    return None


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def all_imports(floors: Iterable[str] = FLOORS) -> Iterator[tuple[str, str]]:
    """Give (module, what it imports) for everything in those apps."""
    for floor in floors:
        for path in modules_of(floor):
            for imported in imports_of(path):
                yield name_of(path), imported


def policy_modules() -> Iterator[Path]:
    for floor in FLOORS:
        yield from (path for path in modules_of(floor) if room_of(name_of(path)) == "policy")


class Floors(SimpleTestCase):
    def test_are_read_at_all(self):
        self.assertGreater(len(list(all_imports())), 500)

    def test_each_imports_itself_and_those_to_its_left(self):
        upwards = [
            (module, imported)
            for module, imported in all_imports()
            if imported.split(".")[0] in FLOORS
            and FLOORS.index(imported.split(".")[0]) > FLOORS.index(module.split(".")[0])
        ]

        self.assertEqual(upwards, [])

    def test_take_nothing_from_the_house_but_its_fact_routes(self):
        taken = {
            (module, imported)
            for module, imported in all_imports()
            if imported.split(".")[0] == "config" and imported not in HOUSE_ROOMS_FOR_FLOORS
        }

        self.assertEqual(taken, set())

    def test_never_import_the_tests(self):
        found = [
            (module, imported)
            for module, imported in all_imports((*FLOORS, "config"))
            if imported.split(".")[0] == "tests"
        ]

        self.assertEqual(found, [])


class Policy(SimpleTestCase):
    """Rules know the standard library, states, each other, and rooms as pure as they are."""

    def test_is_pure_down_to_its_last_import(self):
        faults: set[tuple[str, str]] = set()
        seen: set[Path] = set()
        waiting = list(policy_modules())
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            for imported in imports_of(path):
                below = path_of(imported) if imported.split(".")[0] in FLOORS else None
                if below is not None:
                    waiting.append(below)
                elif not is_pure(imported, within=name_of(path)):
                    faults.add((name_of(path), imported))

        self.assertEqual(faults, set())

    def test_reads_no_clock(self):
        asking = [
            f"{name_of(path)}, line {node.lineno}"
            for path in policy_modules()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"now", "utcnow", "today"}
        ]

        self.assertEqual(asking, [])


def is_pure(imported: str, *, within: str) -> bool:
    if room_of(within) == "states" and imported in STATES_MAY_KNOW:
        return True
    root = imported.split(".")[0]
    return root in sys.stdlib_module_names and root not in IMPURE


class Rooms(SimpleTestCase):
    def test_those_that_only_know_do_not_reach_those_that_act(self):
        reaching = [
            (module, imported)
            for module, imported in all_imports()
            if room_of(module) in ROOMS_THAT_KNOW
            and imported.split(".")[0] in FLOORS
            and room_of(imported) in ROOMS_THAT_ACT
        ]

        self.assertEqual(reaching, [])

    def test_views_and_api_leave_writing_to_services(self):
        writing = [
            f"{name_of(path)}, {call}"
            for floor in FLOORS
            for path in modules_of(floor)
            if room_of(name_of(path)) in {"views", "api"}
            for call in manager_writes(path)
        ]

        self.assertEqual(writing, [])


def manager_writes(path: Path) -> Iterator[str]:
    """Give calls such as `Model.objects.create(...)`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            call, owner = node.func.attr, node.func.value
            is_manager = isinstance(owner, ast.Attribute) and owner.attr == "objects"
            if call in WRITING_MANAGER_CALLS and is_manager:
                yield f"line {node.lineno}: objects.{call}"
