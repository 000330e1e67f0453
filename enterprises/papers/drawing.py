"""One template in, one PDF out."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from enterprises.errors import DomainError
from enterprises.papers.fonts import PATHS, subset

# Page numbers and the like stand in the style sheet, not in the text.
ALWAYS = "0123456789/ .,-"


class PangoMissing(DomainError):
    """The machine lacks the library that sets type; everything but papers works without."""

    code = "PANGO_MISSING"
    status = 503
    sentence = _(
        "Papers cannot be printed on this machine: install it with "
        "“apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 "
        "libharfbuzz-subset0”."
    )


def draw(template: str, context: Mapping[str, Any]) -> bytes:
    """Draw a template as a PDF.

    A paper may name `static:` files, `font:sans`, `font:serif` and `data:`; any other address
    is refused, so that nothing a paper shows makes this machine ask another one.

    Raises:
        PangoMissing: a system library is missing; the sentence names its package.
    """
    try:
        # Half a second, and system libraries that a machine may lack: only when a paper is asked.
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise PangoMissing from error

    html = render_to_string(template, dict(context))
    document = HTML(
        string=html, base_url="static:/", url_fetcher=_fetcher(frozenset(html + ALWAYS))
    )
    drawn: bytes = document.write_pdf(font_config=FontConfiguration())
    return drawn


def _fetcher(characters: frozenset[str]) -> Any:
    """Make what reads the parts of one paper: its fonts hold the paper's own characters."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    text = "".join(sorted(characters))

    class PaperFetcher(URLFetcher):
        """Reads what a paper may name, and refuses the rest."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            scheme, _colon, name = url.partition(":")
            name = name.lstrip("/")
            if scheme == "data":
                return super().fetch(url, headers)
            if scheme == "font" and name in PATHS:
                return URLFetcherResponse(url, subset(name, text), {"Content-Type": "font/otf"})
            if scheme == "static" and (found := finders.find(name)):
                media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
                body = Path(str(found)).read_bytes()
                return URLFetcherResponse(url, body, {"Content-Type": media_type})
            raise ValueError(f"A paper may not ask for {url}.")

    return PaperFetcher(allowed_protocols=["data"], allow_redirects=False)
