"""Parsed front matter kept beside the workspace as JSON, so that a daily command reads no YAML.

An entry is found by the digest of the whole template and by this program's version; one that is
stale, foreign or damaged is ignored. It holds data, never code.
"""

import json
from typing import TYPE_CHECKING

from onboardctl import __version__
from onboardctl.core import codec
from onboardctl.templating.source import Template, digest_of, split

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.templating.catalogue import Found


def kept(folder: "Path", text: str, found: "Found") -> Template | None:
    """The template of a text, if its front matter was kept."""
    digest = digest_of(text)
    try:
        data = json.loads(_path(folder, digest).read_text(encoding="utf-8"))
        if data.pop("version") != __version__ or data["digest"] != digest:
            return None
        parts = split(text)
        assert parts is not None
        template = codec.decode(Template, data | {"body": parts[1]})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError):
        return None
    if template.id != found.stem:
        return None
    return template._replace(file=found.file, brand=found.brand, locale=found.locale)


def keep(folder: "Path", template: Template) -> None:
    """Write an entry through a temporary file; a folder that cannot be written keeps nothing."""
    data = codec.encode(template._replace(body=""), sparse=True) | {"version": __version__}
    data["body"] = ""
    path = _path(folder, template.digest)
    temporary = path.with_name(f"{path.name}.new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(data), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        return


def _path(folder: "Path", digest: str) -> "Path":
    return folder / f"template-{digest[:24]}.json"
