"""The arrows between floors and rooms, read from the imports."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from django.test import SimpleTestCase

CHECKOUT = Path(__file__).resolve().parents[2]
FLOORS = ("enterprises", "blacklist", "lab", "inspections")
# What a floor may take from the house: the page that says which task answers which fact.
HOUSE_ROOMS_FOR_FLOORS = {"config.routes"}
# Words for a state need Django's labels, so this room alone may know them.
STATES_MAY_KNOW = {"django.db.models", "django.utils.translation"}
STANDARD_LIBRARY = sys.stdlib_module_names
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


def is_policy(module: str) -> bool:
    return room_of(module) == "policy"


class Floors(SimpleTestCase):
    def test_each_imports_itself_and_those_to_its_left(self):
        for height, floor in enumerate(FLOORS):
            above = set(FLOORS[height + 1 :])
            for path in modules_of(floor):
                for imported in imports_of(path):
                    with self.subTest(module=name_of(path), imports=imported):
                        self.assertNotIn(imported.split(".")[0], above)

    def test_take_nothing_from_the_house_but_its_fact_routes(self):
        for floor in FLOORS:
            for path in modules_of(floor):
                for imported in imports_of(path):
                    if imported.split(".")[0] == "config":
                        with self.subTest(module=name_of(path)):
                            self.assertIn(imported, HOUSE_ROOMS_FOR_FLOORS)

    def test_never_import_the_tests(self):
        for app in (*FLOORS, "config"):
            for path in modules_of(app):
                with self.subTest(module=name_of(path)):
                    self.assertFalse(
                        [name for name in imports_of(path) if name.startswith("tests")]
                    )


class Policy(SimpleTestCase):
    """Rules know the standard library, states, each other, and rooms as pure as they are."""

    def test_is_pure_down_to_its_last_import(self):
        for floor in FLOORS:
            for path in modules_of(floor):
                if is_policy(name_of(path)):
                    self._examine(name_of(path), path, seen=set())

    def _examine(self, rule: str, path: Path, seen: set[Path]) -> None:
        seen.add(path)
        is_states = room_of(name_of(path)) == "states"
        for imported in imports_of(path):
            root = imported.split(".")[0]
            with self.subTest(policy=rule, through=name_of(path), imports=imported):
                if root in FLOORS:
                    below = path_of(imported)
                    if below is not None and below not in seen:
                        self._examine(rule, below, seen)
                elif not (is_states and imported in STATES_MAY_KNOW):
                    self.assertIn(root, STANDARD_LIBRARY)
                    self.assertNotIn(root, IMPURE)

    def test_reads_no_clock(self):
        for floor in FLOORS:
            for path in modules_of(floor):
                if is_policy(name_of(path)):
                    calls = {
                        node.func.attr
                        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                    }
                    with self.subTest(module=name_of(path)):
                        self.assertFalse(calls & {"now", "utcnow", "today"})


class Rooms(SimpleTestCase):
    def test_selectors_and_policy_do_not_know_services(self):
        for floor in FLOORS:
            for path in modules_of(floor):
                if room_of(name_of(path)) in {
                    "states",
                    "policy",
                    "querysets",
                    "models",
                    "selectors",
                }:
                    for imported in imports_of(path):
                        with self.subTest(module=name_of(path), imports=imported):
                            self.assertNotIn(
                                room_of(imported), {"services", "views", "api", "tasks"}
                            )

    def test_views_and_api_leave_writing_to_services(self):
        for floor in FLOORS:
            for path in modules_of(floor):
                if room_of(name_of(path)) in {"views", "api"}:
                    with self.subTest(module=name_of(path)):
                        self.assertEqual(list(manager_writes(path)), [])


def manager_writes(path: Path) -> Iterator[str]:
    """Give calls such as `Model.objects.create(...)`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            call, owner = node.func.attr, node.func.value
            is_manager = isinstance(owner, ast.Attribute) and owner.attr == "objects"
            if call in WRITING_MANAGER_CALLS and is_manager:
                yield f"line {node.lineno}: objects.{call}"
