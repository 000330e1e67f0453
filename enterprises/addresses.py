"""Addresses of pages by name, on whatever floor: a page that is not there has none."""

from django.urls import NoReverseMatch, reverse


def find_address(name: str, *args: str) -> str:
    """Give the address of a page, or nothing where no page has the name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
