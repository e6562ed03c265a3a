"""Office files that are the same every time: a zip keeps the clock of whoever wrote it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text

if TYPE_CHECKING:
    from datetime import datetime

_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip can state."""


def same_every_time(data: bytes, moment: datetime) -> bytes:
    """The same file with one moment in it, in the workbooks inside it, too."""
    target = io.BytesIO()
    stated = instant_text(moment).encode()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith(".xlsx"):
                content = same_every_time(content, moment)
            elif entry.filename == "docProps/core.xml":
                content = _MOMENT.sub(rb"\g<1>" + stated + rb"\g<2>", content)
            told = zipfile.ZipInfo(entry.filename, _LONG_AGO)
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = entry.external_attr
            made.writestr(told, content)
    return target.getvalue()
