"""The papers of the story: one printed page each, small and readable by any program."""

from functools import cache

from enterprises.files import GivenFile

_PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {font} >>"
_FONT = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def paper(title: str, *lines: str) -> GivenFile:
    """Give a page with a title and some lines, in the letters that every reader has."""
    name = title.lower().replace(" ", "-")
    return GivenFile(f"{name}.pdf", _printed(title, lines))


@cache
def _printed(title: str, lines: tuple[str, ...]) -> bytes:
    written = [f"/F1 22 Tf 72 740 Td ({title}) Tj /F1 12 Tf"]
    written += [f"0 -28 Td ({line}) Tj" for line in lines]
    text = f"BT {' '.join(written)} ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE.format(font=_FONT),
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    )
    made, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    made += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    )
    return made.encode("ascii")
