"""Find and load playbooks: the workspace's own first, then the bundled ones.

A playbook is a folder ``<root>/<id>/playbook.yaml``; its parts are files of that folder or of
``<root>/shared``. A file of the workspace stands in for the bundled one of the same place. A
playbook that says ``over:`` holds only what differs from the one it names.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from onboardctl import resources, yamlfile
from onboardctl.core.compile import NOTHING_ELSE, Below, Surroundings, compile_playbook
from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound
from onboardctl.core.names import did_you_mean, is_id, listed, nearest
from onboardctl.core.overlay.lay import Laid, lay
from onboardctl.core.overlay.tree import at
from onboardctl.core.playbook import Layer
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.located import Node, Source
    from onboardctl.core.playbook import Playbook

MAIN = "playbook.yaml"
MOST_LAYERS = 8
"""The most playbooks that may lie over each other: brand, region, segment and customer, twice."""


class Loaded(NamedTuple):
    """A playbook, every finding about it, and the files it was made of (main file first)."""

    playbook: Playbook | None
    findings: tuple[Diagnostic, ...]
    files: tuple[Path, ...]


def roots(workspace: Path | None) -> tuple[Path, ...]:
    """The folders that hold playbooks, the one that wins first."""
    bundled = resources.bundled("playbooks")
    own = workspace / "playbooks" if workspace is not None else None
    return (own, bundled) if own is not None and own.is_dir() else (bundled,)


def playbook_names(workspace: Path | None = None) -> tuple[str, ...]:
    """Ids of all playbooks there are, sorted."""
    found = {folder.parent.name for root in roots(workspace) for folder in root.glob(f"*/{MAIN}")}
    return tuple(sorted(found))


def find_playbook(name: str, workspace: Path | None = None) -> Path:
    """The main file of a playbook.

    Args:
        name: an id, or a path of a file or folder (it holds a ``/`` or ends in ``.yaml``).
        workspace: the folder whose ``playbooks/`` wins over the bundled ones.

    Raises:
        NotFound: ``playbook.unknown``, with the nearest name and all names.
    """
    if "/" in name or "\\" in name or name.endswith((".yaml", ".yml")) or name in {".", ".."}:
        path = Path(name)
        main = path / MAIN if path.is_dir() else path
        if main.is_file():
            return main
        raise NotFound("playbook.unknown", f'there is no playbook file "{main}"')
    for root in roots(workspace):
        path = root / name / MAIN
        if path.is_file():
            return path
    known = playbook_names(workspace)
    near = nearest(name, known)
    raise NotFound(
        "playbook.unknown",
        f'no playbook is called "{name}"' + (f'; did you mean "{near}"?' if near else ""),
        hint=f"playbooks are {listed(known)}; see `onboardctl playbook list`",
    )


def load(
    path: Path,
    workspace: Path | None = None,
    around: Surroundings = NOTHING_ELSE,
    kept: dict[Path, yamlfile.Document] | None = None,
) -> Loaded:
    """Read, compile and check one playbook; what the files say never raises.

    Args:
        path: its main file.
        workspace: the folder whose parts win over the bundled ones.
        around: what else it is checked against.
        kept: parts read for other playbooks, by file; parts read here are added to it.

    Raises:
        NotFound: the main file cannot be opened.
    """
    stated = _Stated(workspace, {} if kept is None else kept)
    laid = stated.laid(path, ())
    findings = [one for one in stated.findings if not stated.silences(one)]
    files = tuple(dict.fromkeys(stated.files))
    if laid is None:
        return Loaded(None, tuple(findings), files)
    below = Below(tuple(Layer(*one) for one in laid.layers), laid.sources)
    compiled = compile_playbook(laid.main, laid.parts, around, below)
    if any(one.severity == "error" for one in stated.findings):
        # what a broken part defines is unknown, so nothing is said to be undefined
        compiled = compiled._replace(
            findings=tuple(one for one in compiled.findings if one.code != "PB104")
        )
    found = told_dropped(compiled.findings, laid)
    ranks = {shown(file): number for number, file in enumerate(files)}
    ordered = sorted((*findings, *found), key=lambda one: _order(one, ranks))
    broken = any(one.severity == "error" for one in ordered)
    return Loaded(None if broken else compiled.playbook, tuple(ordered), files)


def stated(name: str, workspace: Path | None = None) -> Laid:
    """What the files of a playbook state together, every value with its place.

    Raises:
        NotFound: no such playbook.
        InvalidInput: ``playbook.invalid``: what lies below cannot be read or found.
    """
    reading = _Stated(workspace, {})
    laid = reading.laid(find_playbook(name, workspace), ())
    if laid is None:
        raise _invalid(name, tuple(reading.findings))
    return laid


def load_playbook(
    path: Path, workspace: Path | None = None
) -> tuple[Playbook | None, tuple[Diagnostic, ...]]:
    """The compiled playbook, or ``None`` when an error forbids it, and every finding."""
    loaded = load(path, workspace)
    return loaded.playbook, loaded.findings


def require_playbook(name: str, workspace: Path | None = None) -> Playbook:
    """The compiled playbook of that name.

    Raises:
        NotFound: no such playbook.
        InvalidInput: ``playbook.invalid``, with every error of its files.
    """
    playbook, findings = load_playbook(find_playbook(name, workspace), workspace)
    if playbook is None:
        raise _invalid(name, findings)
    return playbook


def _invalid(name: str, findings: tuple[Diagnostic, ...]) -> InvalidInput:
    errors = tuple(one for one in findings if one.severity == "error")
    count = f"{len(errors)} errors" if len(errors) != 1 else "an error"
    return InvalidInput(
        "playbook.invalid",
        f'playbook "{name}" has {count} and cannot be used',
        hint=f"onboardctl playbook check {name}",
        diagnostics=errors,
    )


def shown(path: Path) -> str:
    """How messages name a file: relative to the folder one stands in, where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _order(one: Diagnostic, ranks: dict[str, int]) -> tuple[int, int, int, str]:
    rank = ranks.get(one.file or "", len(ranks))
    return rank, one.line or 0, one.column or 0, one.code


class _Stated:
    """Reads what the files of one playbook state together: itself, its parts, what lies below."""

    def __init__(self, workspace: Path | None, kept: dict[Path, yamlfile.Document]) -> None:
        self.workspace, self.kept = workspace, kept
        self.files: list[Path] = []
        self.findings: list[Diagnostic] = []
        self.sources: dict[str, Source] = {}

    def silences(self, finding: Diagnostic) -> bool:
        """Whether the line of a finding says that it is meant."""
        source = self.sources.get(finding.file or "")
        return source is not None and source.silences(finding)

    def laid(self, path: Path, above: tuple[Path, ...]) -> Laid | None:
        """The tree of a playbook with its parts, laid over what it names.

        Args:
            path: its main file.
            above: the files that are laid over it, the nearest first.

        Returns:
            ``None`` when a file cannot be read at all; the reason is in ``findings``.
        """
        document = yamlfile.read_document(path, shown(path))
        self.files.append(path)
        self.sources[document.source.file] = document.source
        self.findings += document.problems
        if document.root is None:
            if not document.problems:
                self.findings.append(document.source.problem("PB001", "the file is empty", None))
            return None
        over = document.root.get("over")
        if over is None:
            return Laid(document.root, self._parts(document.root, path))
        found = self._below(over, path, above)
        below = self.laid(found, (path, *above)) if found is not None else None
        if below is None:
            return None
        made, findings = lay(below, document.root)
        self.findings += findings
        return made

    def _below(self, over: Node, path: Path, above: tuple[Path, ...]) -> Path | None:
        """The main file of the playbook below; one of the same name may lie further down."""
        if len(above) >= MOST_LAYERS:
            message = f"more than {MOST_LAYERS} playbooks lie over each other"
            self.findings.append(over.problem("PB601", message))
            return None
        folder = path.resolve().parent
        others = (root.resolve() for root in roots(self.workspace))
        places = dict.fromkeys((folder.parent, folder, *others))
        taken = {one.resolve() for one in (path, *above)}
        files = [root / over.text / MAIN for root in places] if is_id(over.text) else []
        there = [file for file in files if file.is_file()]
        for file in there:
            if file.resolve() not in taken:
                return file
        if there:
            message = f'"{over.text}" is laid over itself'
            hint = "name the playbook that lies below"
        else:
            known = playbook_names(self.workspace)
            message = f'over: no playbook "{over.text}"{did_you_mean(over.text, known)}'
            hint = f"playbooks are {listed(known)}"
        self.findings.append(over.problem("PB601", message, hint=hint))
        return None

    def _parts(self, main: Node, path: Path) -> tuple[Node, ...]:
        """The parts named by ``use:``."""
        nodes: list[Node] = []
        used = main.get("use")
        entries = list(used) if used is not None and used.kind == "list" else [used] if used else []
        folder = path.resolve().parent
        everywhere = _everywhere(folder.parent, self.workspace) if entries else ()
        for entry in entries:
            if entry.kind != "text":
                continue
            part = _part_file(entry.text, folder, everywhere)
            if part is None or part in self.files:
                message = (
                    f'part "{entry.text}" is named twice'
                    if part
                    else f'no part "{entry.text}" beside {path.name}'
                )
                hint = None if part else _nearest_part(entry.text, path)
                self.findings.append(entry.problem("PB103", message, hint=hint))
                continue
            self.files.append(part)
            document = self.kept.get(part) or yamlfile.read_document(part, shown(part))
            self.kept[part] = document
            self.sources[document.source.file] = document.source
            self.findings += document.problems
            if document.root is not None:
                nodes.append(document.root)
        return tuple(nodes)


def told_dropped(findings: tuple[Diagnostic, ...], laid: Laid) -> tuple[Diagnostic, ...]:
    """Findings about something that is not there say so when an overlay took it away."""
    if not laid.dropped:
        return findings
    told = []
    for one in findings:
        gone = [
            f"{ident} was dropped at {at(node)}"
            for _, ident, node in laid.dropped
            if f'"{ident}"' in one.message
        ]
        hint = "; ".join([*gone, *([one.hint] if one.hint else [])])
        told.append(one._replace(hint=hint) if gone and one.severity == "error" else one)
    return tuple(told)


def _everywhere(home: Path, workspace: Path | None) -> tuple[Path, ...]:
    """The folders of playbooks that parts are looked for in, the one that wins first.

    Args:
        home: the folder of playbooks that the main file lives in.
        workspace: the folder whose ``playbooks/`` wins over all others.
    """
    others = [root.resolve() for root in roots(workspace)]
    found = [home, *(root for root in others if root != home)]
    own = workspace.resolve() / "playbooks" if workspace is not None else None
    return tuple(sorted(found, key=lambda root: root != own)) if own in found else tuple(found)


def _part_file(name: str, folder: Path, everywhere: tuple[Path, ...]) -> Path | None:
    """The file of a part: never outside the folders of playbooks.

    A name is read from the playbook's folder (``../shared/roles.yaml``, ``kpis.yaml``) and, when
    nothing is there, from the folder of all playbooks (``shared/roles.yaml``).
    """
    pure = PurePosixPath(name.replace("\\", "/"))
    if pure.is_absolute():
        return None
    for start in (PurePosixPath(folder.name), PurePosixPath()):
        inside = _normal(start / pure)
        if inside is None:
            continue
        for root in everywhere:
            candidate = root / inside
            if candidate.is_file() and candidate.resolve().is_relative_to(root):
                return candidate
    return None


def _normal(path: PurePosixPath) -> PurePosixPath | None:
    """The path without ``..``; ``None`` when it leaves its root."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts) if parts else None


def _nearest_part(name: str, main: Path) -> str | None:
    folder = main.resolve().parent
    known = [file.name for file in folder.glob("*.yaml") if file.name != MAIN]
    known += [f"../shared/{file.name}" for file in (folder.parent / "shared").glob("*.yaml")]
    near = nearest(name, known)
    return f'did you mean "{near}"?' if near else None
