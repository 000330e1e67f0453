"""What people read when a page cannot be had: what is so, and what to do."""

import logging
import secrets
import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger("qiudu.faults")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault with a short code that finds it in the log.

    No context processor runs here: what has failed may be what they would ask.
    """
    code = secrets.token_hex(3).upper()
    logger.error("Fault %s at %s", code, request.path, exc_info=sys.exc_info())
    return HttpResponse(render_to_string("500.html", {"code": code}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old; most often the page was left open overnight."""
    return render(request, "403_csrf.html", status=403)


def refused(
    request: HttpRequest, detail: Any, *, back: str = "", status: int = 409
) -> HttpResponse:
    """Answer a refusal that has no page of its own to stand on, with the rule's own sentence."""
    template = "errors/422.html" if status == 422 else "errors/409.html"
    return render(request, template, {"detail": detail, "back": back}, status=status)
