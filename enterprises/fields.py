"""Form fields that read figures as people write them: 1,842, １８４２, −3, 96.0."""

import unicodedata
from typing import Any

from django import forms


def plain_figure(value: Any) -> Any:
    """Turn a figure as written into one as computed; what is no text is left as it is.

    A comma parts thousands and is dropped only where it does, so that 96,5 stays an error
    rather than becoming 965.
    """
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFKC", value).strip().replace("−", "-").replace(" ", "")
    head, *groups = text.split(",")
    last = groups[-1].partition(".")[0] if groups else ""
    are_thousands = all(len(group) == 3 for group in [*groups[:-1], last]) if groups else False
    return head + "".join(groups) if are_thousands and 0 < len(head.lstrip("+-")) <= 3 else text


class CountField(forms.IntegerField):
    """A whole number: skins, pieces."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(plain_figure(value))


class MeasureField(forms.DecimalField):
    """A measured number or an amount, kept with its decimals."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_figure(value))
