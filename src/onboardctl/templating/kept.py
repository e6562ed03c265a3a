"""Templates kept beside the workspace as JSON once they are read and found sound.

So a daily command reads neither YAML nor Jinja2.

An entry is found by the digest of the whole template and by this program's version; one that is
stale, foreign or damaged is ignored. It holds data, never code.
"""

import json
from typing import TYPE_CHECKING, Any

from onboardctl import __version__
from onboardctl.core import codec
from onboardctl.templating.program import Program, Use
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
        program = _frozen(data.pop("program"))
        template = codec.decode(Template, data | {"body": parts[1]})
        uses = tuple(Use(*use) for use in program[-1])
        template = template._replace(program=Program._make((*program[:-1], uses)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError, IndexError):
        return None
    if template.id != found.stem:
        return None
    return template._replace(file=found.file, brand=found.brand, locale=found.locale)


def keep(folder: "Path", template: Template) -> None:
    """Write an entry through a temporary file; a folder that cannot be written keeps nothing."""
    data = codec.encode(template._replace(body="", program=None), sparse=True)
    data |= {"version": __version__, "body": "", "program": template.program}
    path = _path(folder, template.digest)
    temporary = path.with_name(f"{path.name}.new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(data), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        return


def _frozen(data: Any) -> Any:
    """Lists of JSON as the tuples they were."""
    return tuple([_frozen(item) for item in data]) if isinstance(data, list) else data


def _path(folder: "Path", digest: str) -> "Path":
    return folder / f"template-{digest[:24]}.json"
