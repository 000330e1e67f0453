"""What every page that changes something does with what was posted and what was refused."""

from django.forms import BaseForm
from django.http import HttpRequest

from enterprises.errors import DomainError


def posted_version(request: HttpRequest) -> int:
    """Read the version that the form was made from; without one nothing matches."""
    return version_in(request.POST.get("version", ""))


def version_in(written: str) -> int:
    """Read a version as a form wrote it; 0, which is none, where it is no such figure."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def show_refusal(form: BaseForm, refusal: DomainError) -> None:
    """Put the sentences of a refusal at their fields; those without a field stand on top."""
    if not refusal.fields:
        form.add_error(None, str(refusal))
    for name, sentences in refusal.fields.items():
        form.add_error(name if name in form.fields else None, list(sentences))
