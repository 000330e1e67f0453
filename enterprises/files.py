"""Files people give: known by their content, bounded in size, kept under random names.

They lie under MEDIA_ROOT, which no server hands out; a page streams one to whoever may see it,
found by `access.get_or_404(StoredFile, user, token=…)`.
"""

import hashlib
import io
import secrets
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from enterprises import audit
from enterprises.errors import DomainError
from enterprises.models import Enterprise, StoredFile, User

SIZE_MAX = 10 * 1024 * 1024
UNPACKED_SIZE_MAX = 100 * 1024 * 1024
TOKEN_BYTES = 32
NAME_LENGTH_MAX = 200

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BEGINNINGS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
_ZIP = b"PK\x03\x04"
_TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
_CONTROL_ALLOWED = frozenset("\t\r\n")


class FileTooLarge(DomainError):
    code = "FILE_TOO_LARGE"
    sentence = _("A file has at most %(megabytes)s MB.")
    status = 400


class FileTypeUnknown(DomainError):
    code = "FILE_TYPE_UNKNOWN"
    sentence = _("Give a PDF, PNG, JPEG, CSV or XLSX file.")
    status = 400


@dataclass(frozen=True)
class GivenFile:
    """A file as somebody gave it, not looked at yet."""

    file_name: str
    content: bytes


def store_given(
    given: GivenFile, *, enterprise: Enterprise | None, actor: User, at: datetime
) -> StoredFile:
    """Keep a file as it was given."""
    return store(
        content=given.content,
        file_name=given.file_name,
        enterprise=enterprise,
        actor=actor,
        at=at,
    )


def store(
    *,
    content: bytes,
    file_name: str,
    enterprise: Enterprise | None,
    actor: User,
    at: datetime,
) -> StoredFile:
    """Keep a file for a firm, or for the bureau alone where none is named.

    The bytes are written first: what a rolled-back transaction leaves behind has no row and can
    be reached by nobody.

    Raises:
        FileTooLarge, FileTypeUnknown: by its content, whatever its name says.
    """
    if len(content) > SIZE_MAX:
        raise FileTooLarge(megabytes=SIZE_MAX // (1024 * 1024))
    media_type = sniff(content)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    default_storage.save(_place(token), ContentFile(content))
    stored = StoredFile.objects.create(
        token=token,
        enterprise=enterprise,
        file_name=_tidy_name(file_name),
        media_type=media_type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
        uploaded_at=at,
    )
    audit.record(
        actor=actor,
        at=at,
        action="file_stored",
        record_kind="file",
        record_number=token,
        enterprise=enterprise,
        detail={"name": stored.file_name, "digest": stored.digest},
    )
    return stored


def sniff(content: bytes) -> str:
    """Tell the type of a file by what is in it.

    Raises:
        FileTypeUnknown: it is none that is taken here.
    """
    for beginning, media_type in _BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    if content.startswith(_ZIP) and _is_workbook(content):
        return XLSX
    if _is_table(content):
        return CSV
    raise FileTypeUnknown()


def read(stored: StoredFile) -> bytes:
    """Read the whole of a kept file."""
    with default_storage.open(_place(stored.token)) as file:
        content: bytes = file.read()
    return content


def as_download(stored: StoredFile) -> FileResponse:
    """Stream a kept file to be saved, never to be shown as a page of this site."""
    response = FileResponse(
        default_storage.open(_place(stored.token)),
        as_attachment=True,
        filename=stored.file_name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _place(token: str) -> str:
    return f"files/{token[:2]}/{token}"


def _tidy_name(file_name: str) -> str:
    """Keep the last part of a name, without what could break a header or a path."""
    name = PurePath(file_name.replace("\\", "/")).name
    printable = "".join(character for character in name if character.isprintable())
    return printable[-NAME_LENGTH_MAX:] or "file"


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        return False
    names = {entry.filename for entry in entries}
    # A small file may unpack to a huge one; what it claims is checked before anybody opens it.
    is_bounded = sum(entry.file_size for entry in entries) <= UNPACKED_SIZE_MAX
    return is_bounded and {"[Content_Types].xml", "xl/workbook.xml"} <= names


def _is_table(content: bytes) -> bool:
    for encoding in _TEXT_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        is_text = all(sign.isprintable() or sign in _CONTROL_ALLOWED for sign in text)
        first_line = text.split("\n", 1)[0]
        is_markup = text.lstrip().startswith("<")
        return bool(is_text and not is_markup and any(mark in first_line for mark in ",;\t"))
    return False
