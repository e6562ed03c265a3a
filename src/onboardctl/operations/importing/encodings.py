"""Which encoding a text file is in: by its mark, else UTF-8, else the one of old spreadsheets."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 20
LEGACY = "cp1252"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect(path: Path) -> str:
    """The encoding a file can be read in, having looked at all of it a piece at a time.

    Returns:
        ``utf-8``, ``utf-8-sig``, ``utf-16``, ``utf-32`` or ``cp1252``.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is a folder, cannot be read, is empty, or is no text.
    """
    try:
        with path.open("rb") as file:
            head = file.read(CHUNK)
            if not head.strip():
                raise InvalidInput("import.empty", f"{path.name} is empty")
            for mark, name in _MARKS:
                if head.startswith(mark):
                    return name
            if b"\0" in head:
                raise InvalidInput(
                    "import.not_text",
                    f"{path.name} is no text file",
                    hint="save the sheet as CSV (UTF-8) first",
                )
            return _utf8_or_legacy(head, file)
    except FileNotFoundError:
        raise NotFound("import.file_missing", f"there is no file {path}") from None
    except OSError as error:
        raise InvalidInput(
            "import.unreadable", f"{path} cannot be read: {error.strerror}"
        ) from error


def _utf8_or_legacy(head: bytes, file: object) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    piece = head
    try:
        while piece:
            decoder.decode(piece)
            piece = file.read(CHUNK)  # type: ignore[attr-defined]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return LEGACY
    return "utf-8"
