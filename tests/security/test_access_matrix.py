"""Everybody knocks at every door of the pages, and the table says who comes in."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from tests.security import (
    areas,
    matrix_admin,
    matrix_api,
    matrix_desk,
    matrix_lab,
    matrix_portal,
    matrix_public,
)
from tests.security.doors import LOGIN, PEOPLE, Answer, Door
from tests.security.world import World, make_world, unprinted_papers

DOORS: tuple[Door, ...] = (
    *matrix_public.DOORS,
    *matrix_portal.DOORS,
    *matrix_desk.DOORS,
    *matrix_lab.DOORS,
    *matrix_admin.DOORS,
    *areas.gathered("DOORS"),
)
# The administration has one gate for all its tables; `test_admin.py` walks through every one.
SHARED_GATE = "admin:"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The people and records, made once; every knock is undone."""
    with django_db_blocker.unblock(), undone():
        yield make_world()


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_everybody_is_answered_as_the_table_says(
    door: Door, world: World, django_db_blocker: DjangoDbBlocker
):
    kwargs = {name: world.address_part(key) for name, key in door.kwargs.items()}
    address = reverse(door.name, kwargs=kwargs)

    answers: dict[str, Answer] = {}
    with django_db_blocker.unblock(), unprinted_papers():
        for person in PEOPLE:
            with undone():
                response = getattr(world.client_of(person), door.method)(address, door.data)
                answers[person] = answer_of(response)

    assert answers == door.expected


class TestTheTable:
    def test_names_every_address_there_is(self):
        listed = {door.name for door in DOORS}
        listed |= {f"api:{name}" for name, *_rest in matrix_api.MATRIX}
        listed |= {f"api:{name}" for name, *_rest in areas.gathered("ROUTES")}
        missing = {
            name
            for name in names_of(get_resolver())
            if name not in listed and not name.startswith(SHARED_GATE)
        }

        assert missing == set()

    def test_has_an_answer_for_everybody_at_every_door(self):
        for door in DOORS:
            assert set(door.expected) == set(PEOPLE), door


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answer_of(response: HttpResponse) -> Answer:
    location = response.headers.get("Location", "")
    is_login = response.status_code == 302 and location.startswith(reverse("login"))
    return LOGIN if is_login else response.status_code


def names_of(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Every name that `reverse` knows, with its namespace."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names_of(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}"
