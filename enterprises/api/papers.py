"""Papers by program: whoever asks for a PDF gets it, and a refusal as everywhere else."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class PaperNegotiation(DefaultContentNegotiation):
    """Whoever asks for a paper gets the paper, and a refusal as everywhere else."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> Any:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


def paper_answer(drawn: bytes, stem: str) -> HttpResponse:
    """Answer a drawn paper under its name."""
    return HttpResponse(
        drawn,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{stem}.pdf"'},
    )
