"""Requests of people who are logged in, for views that `login_required` guards."""

from django.http import HttpRequest

from enterprises.models import User


class KnownRequest(HttpRequest):
    """A request whose person is known; only its type is ever used."""

    user: User
