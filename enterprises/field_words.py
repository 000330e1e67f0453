"""Sentences that the catalogue of the framework lacks or puts clumsily; ours takes its place.

They are said by the framework, so nothing here is called: the catalogue is made from these lines.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

SENTENCES = (
    _("This field is required."),
    _("Enter a valid date."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    _("After you’ve created a user, you’ll be able to edit more user options."),
    _("Error:"),
)
# Heads of the navigation in the administration, said to those who listen to the page.
HEADS = (_("Model name"), _("Add link"), _("Change or view list link"))
