"""Files that people give with a form: several at once, looked at before anything is kept."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import files
from enterprises.errors import DomainError
from enterprises.files import GivenFile

FILES_MOST = 12
# What the chooser of the device offers first; what counts is the content.
TAKEN = "image/jpeg,image/png,application/pdf"


class SeveralFiles(forms.FileInput):
    """A chooser of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, each known by its content and of a size that is taken; the value is a list."""

    widget = SeveralFiles

    def __init__(self, *, is_needed_now: bool = True, **options: Any) -> None:
        self.is_needed_now = is_needed_now
        super().__init__(**{"widget": SeveralFiles(attrs={"multiple": True}), **options})
        self.widget.attrs.setdefault("accept", TAKEN)

    def clean(self, data: Any, initial: Any = None) -> list[GivenFile]:
        uploads = [one for one in _listed(data) if one]
        if not uploads:
            if self.required and self.is_needed_now:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return []
        if len(uploads) > FILES_MOST:
            raise forms.ValidationError(_("At most %(most)d files at once.") % {"most": FILES_MOST})
        return [self._given(super(FilesField, self).clean(one)) for one in uploads]

    def _given(self, upload: UploadedFile) -> GivenFile:
        name = upload.name or "file"
        if (upload.size or 0) > files.SIZE_MAX:
            raise forms.ValidationError(
                _("“%(name)s” is larger than %(most)d MB.")
                % {"name": name, "most": files.SIZE_MAX // (1024 * 1024)}
            )
        content = upload.read()
        try:
            files.sniff(content)
        except DomainError as refusal:
            raise forms.ValidationError(f"“{name}”: {refusal}") from refusal
        return GivenFile(name, content)


def _listed(data: Any) -> Sequence[Any]:
    return data if isinstance(data, list | tuple) else [data]


def several_files(label: Any, help_text: Any, **options: Any) -> FilesField:
    """A field for photographs and papers."""
    return FilesField(
        label=label,
        help_text=help_text,
        error_messages={
            "required": gettext_lazy("Add at least one photograph or paper."),
            "empty": gettext_lazy("This file is empty."),
        },
        **options,
    )
