"""The catalogues of words: read as text, compiled without gettext's programs.

A new machine thus speaks both languages with nothing but Python; the programs are needed
only to collect new words (`make messages`).
"""

import ast
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = 0x950412DE
CONTEXT_GLUE, PLURAL_GLUE = "\x04", "\x00"


@dataclass
class Message:
    """One entry of a catalogue; `strings` has one form, or one for each plural."""

    context: str | None = None
    msgid: str = ""
    plural: str | None = None
    strings: dict[int, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def is_translated(self) -> bool:
        return bool(self.strings) and all(self.strings.values())

    @property
    def key(self) -> str:
        key = self.msgid if self.context is None else self.context + CONTEXT_GLUE + self.msgid
        return key if self.plural is None else key + PLURAL_GLUE + self.plural


def read(catalogue: Path) -> Iterator[Message]:
    """Give a catalogue's messages, its header (an empty msgid) among them; obsolete ones are left out."""
    for paragraph in catalogue.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in paragraph.splitlines() if not line.startswith("#~")]
        if any(line.startswith("msgid") for line in lines):
            yield _message(lines)


def _message(lines: Iterable[str]) -> Message:
    message = Message()
    texts: dict[str, str] = {}
    keyword = ""
    for line in lines:
        if line.startswith("#,"):
            message.is_fuzzy = "fuzzy" in line
        elif line.startswith("#") or not line.strip():
            continue
        else:
            if not line.startswith('"'):
                keyword, _, line = line.partition(" ")
            # A catalogue writes its strings as Python would.
            texts[keyword] = texts.get(keyword, "") + ast.literal_eval(line)
    message.context = texts.pop("msgctxt", None)
    message.msgid = texts.pop("msgid")
    message.plural = texts.pop("msgid_plural", None)
    for keyword, text in texts.items():
        message.strings[int(keyword.removeprefix("msgstr").strip("[]") or 0)] = text
    return message


def compile_changed(folders: Iterable[Path]) -> int:
    """Compile each catalogue newer than its compiled form; gives how many were."""
    count = 0
    for folder in folders:
        for catalogue in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            compiled = catalogue.with_suffix(".mo")
            if compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime:
                continue
            half_written = catalogue.with_suffix(".mo.new")
            half_written.write_bytes(compiled_form(read(catalogue)))
            half_written.replace(compiled)
            count += 1
    return count


def compiled_form(messages: Iterable[Message]) -> bytes:
    """Write messages in gettext's binary form: two tables of lengths and offsets, then the texts."""
    pairs = sorted(
        (
            message.key.encode(),
            PLURAL_GLUE.join(text for _, text in sorted(message.strings.items())).encode(),
        )
        for message in messages
        if message.is_translated and not (message.is_fuzzy and message.msgid)
    )
    keys_at, count = 28, len(pairs)
    texts_at = keys_at + 8 * count
    position = texts_at + 8 * count
    tables: list[bytes] = []
    body: list[bytes] = []
    for side in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<2I", len(pair[side]), position))
            body.append(pair[side] + b"\0")
            position += len(pair[side]) + 1
    header = struct.pack("<7I", MAGIC, 0, count, keys_at, texts_at, 0, position)
    return b"".join((header, *tables, *body))
