"""Everybody knocks at every door of the pages, and the table says who comes in."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.security import (
    matrix_admin,
    matrix_api,
    matrix_desk,
    matrix_lab,
    matrix_portal,
    matrix_public,
)
from tests.security.doors import LOGIN, PEOPLE, Answer, Door
from tests.security.world import World, make_world

DOORS: tuple[Door, ...] = (
    *matrix_public.DOORS,
    *matrix_portal.DOORS,
    *matrix_desk.DOORS,
    *matrix_lab.DOORS,
    *matrix_admin.DOORS,
)
# The administration has one gate for all its tables; `test_admin.py` walks through every one.
SHARED_GATE = "admin:"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The people and records, made once; every knock is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def undone(world, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_person_is_answered_as_the_table_says(
    door: Door, person: str, world: World, undone: None
):
    client = Client(raise_request_exception=False)
    if user := world.people[person]:
        client.force_login(user)
    kwargs = {name: world.keys.get(key, key) for name, key in door.kwargs.items()}

    response = getattr(client, door.method)(reverse(door.name, kwargs=kwargs), door.data)

    assert answer_of(response) == door.expected[person]


class TestTheTable:
    def test_names_every_address_there_is(self):
        listed = {door.name for door in DOORS}
        listed |= {f"api:{name}" for name, *_rest in matrix_api.MATRIX}
        missing = {
            name
            for name in names_of(get_resolver())
            if name not in listed and not name.startswith(SHARED_GATE)
        }

        assert missing == set()

    def test_has_an_answer_for_everybody_at_every_door(self):
        for door in DOORS:
            assert set(door.expected) == set(PEOPLE), door


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
