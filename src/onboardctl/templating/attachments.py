"""Files that travel with a mail, taken from one folder and nowhere else."""

from pathlib import Path

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.message import AttachedFile
from onboardctl.core.names import did_you_mean
from onboardctl.templating.values import BadValue, header_text

FOLDER = "files"
LARGEST = 10_000_000
"""Most bytes of all files of a mail: base64 adds a third, and many servers refuse 20 MB."""
_LONGEST_NAME = 100

# A table of our own: the one of the machine differs from machine to machine.
_KINDS = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".ics": "text/calendar",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
_UNKNOWN = "application/octet-stream"


def attached(workspace: Path, names: tuple[str, ...]) -> tuple[AttachedFile, ...]:
    """The files, each once, in the order of their names as given.

    Args:
        workspace: whose folder ``files`` holds them.
        names: paths inside that folder, ``guide.pdf`` or ``enterprise/guide.pdf``.

    Raises:
        NotFound: ``attach.unknown``: there is no such file.
        InvalidInput: ``attach.outside``: it leads out of the folder, also by a link;
            ``attach.large``: together they are larger than :data:`LARGEST`;
            ``attach.name``: the name cannot stand in a mail.
    """
    root = (workspace / FOLDER).resolve()
    paths = [_inside(root, name) for name in dict.fromkeys(names)]
    total = sum(path.stat().st_size for path in paths)
    if total > LARGEST:
        raise InvalidInput(
            "attach.large",
            f"the attachments have {total / 1_000_000:.1f} MB, and at most "
            f"{LARGEST // 1_000_000} MB travel with a mail",
            hint="share large files by a link",
        )
    return tuple(_read(path) for path in paths)


def _inside(root: Path, name: str) -> Path:
    if "\0" in name or name.startswith("~"):
        raise _outside(name)
    # A link is followed before the place is judged: where it leads is what would be sent.
    path = (root / name).resolve()
    if path == root or not path.is_relative_to(root):
        raise _outside(name)
    if not path.is_file():
        known = sorted(str(one.relative_to(root)) for one in root.rglob("*") if one.is_file())
        raise NotFound(
            "attach.unknown",
            f'there is no file "{name}" to attach{did_you_mean(name, known)}',
            hint=f"files that travel with mails stand in {root}",
        )
    return path


def _outside(name: str) -> InvalidInput:
    return InvalidInput(
        "attach.outside",
        f"{name!r} is outside of the folder {FOLDER}, and is not sent",
        hint=f"copy it into the workspace's folder {FOLDER}",
    )


def _read(path: Path) -> AttachedFile:
    try:
        name = header_text(path.name, _LONGEST_NAME)
    except BadValue as reason:
        raise InvalidInput("attach.name", f"the name of the file {path.name!r} {reason}") from None
    data = path.read_bytes()
    return AttachedFile(name, _kind(path, data), data)


def _kind(path: Path, data: bytes) -> str:
    """The media type by the ending; what calls itself text and is not UTF-8 is only bytes."""
    kind = _KINDS.get(path.suffix.lower(), _UNKNOWN)
    if not kind.startswith("text/"):
        return kind
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _UNKNOWN
    return f"{kind}; charset=utf-8"
