"""The fonts of papers, cut down to the characters that a paper shows."""

from functools import cache

import pylopdf_fonts_zh_cn as shipped
import uharfbuzz as hb

# A style sheet asks for `font:sans` or `font:serif`; both know Chinese, Latin and Cyrillic.
PATHS = {"sans": shipped.sans_path, "serif": shipped.serif_path}


@cache
def _face(name: str) -> hb.Face:
    """Read a font once in the life of the process: it is some ten million bytes."""
    return hb.Face(hb.Blob.from_file_path(str(PATHS[name]())))


def subset(name: str, text: str) -> bytes:
    """Cut a font down to the characters of a text.

    Raises:
        KeyError: there is no font of this name.
    """
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).update({ord(sign) for sign in text if sign >= " "})
    cut = hb.subset(_face(name), wanted)
    return bytes(cut.blob.data)
