"""Files that people gave, streamed to whoever may see them."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.views.decorators.http import require_safe

from enterprises.access import get_or_404
from enterprises.files import as_download
from enterprises.models import StoredFile
from enterprises.requests import KnownRequest


@login_required
@require_safe
def file_download(request: KnownRequest, token: str) -> FileResponse:
    """Give a file to its firm or an officer, to be saved."""
    return as_download(get_or_404(StoredFile, request.user, token=token))
