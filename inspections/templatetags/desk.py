"""What may be done, asked for where a page draws it."""

from typing import Any

from django import template

from inspections.models import Hold
from inspections.selectors.pages.acts import Act, HoldActs, declaration_acts, hold_acts

register = template.Library()


@register.simple_tag(takes_context=True)
def acts_on_hold(context: template.Context, hold: Hold) -> HoldActs:
    """What the reader may do about a hold of the page's declaration."""
    return hold_acts(_reader(context), context["declaration"], hold)


@register.simple_tag(takes_context=True)
def acts_on_declaration(context: template.Context) -> tuple[Act, ...]:
    """What the reader may do with the page's declaration."""
    return declaration_acts(_reader(context), context["declaration"])


def _reader(context: template.Context) -> Any:
    return context["request"].user
