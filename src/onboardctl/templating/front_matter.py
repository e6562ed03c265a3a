"""The front matter of a template: read, checked, and everything wrong with it told at once.

It is YAML between two ``---`` lines; see docs/reference/templates.md for its keys. Findings carry
the codes ``ML0nn`` and the place in the file.
"""

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Diagnostic
from onboardctl.core.names import did_you_mean, is_id, listed
from onboardctl.templating.source import (
    Declared,
    MeetingSpec,
    Parsed,
    PromiseSpec,
    Template,
    digest_of,
    split,
)

if TYPE_CHECKING:
    from onboardctl.core.located import Node

LIMIT = 100_000
"""The longest template, in characters."""
KINDS = ("transactional", "digest", "internal", "agenda")
OCCASIONS = ("contract", "term", "quarter", "month", "iso_week", "fortnight", "event", "manual")
NO_DEFAULT = frozenset({"response_sla", "resolution_sla"})
"""Hours of a contract are never invented (A39)."""

_KEYS = (
    "id",
    "aliases",
    "title",
    "subject",
    "preheader",
    "from",
    "to",
    "cc",
    "reply_to",
    "class",
    "trigger",
    "once_per",
    "tiers",
    "confirm",
    "vars",
    "promises",
    "invite",
    "attach",
    "minutes",
)
_TRIGGER_KEYS = ("event", "due")
_VARIABLE_KEYS = ("type", "source", "required_if", "optional", "default", "empty")
_MEETING_KEYS = ("start", "minutes", "title", "place")
_LONGEST_MEETING = 24 * 60
_DUE = re.compile(r"\d{1,4}(?:m|h|bh|d|bd|w|mo)(?: before)?")
_PROMISE_KEYS = ("id", "text", "owner", "starts", "within", "kept_by")


def parse_template(text: str, *, file: str, brand: str, locale: str, stem: str) -> Parsed:
    """Read a template file that is already in memory; never raises for what it says.

    Args:
        text: the whole file.
        file: how messages name it.
        brand: the folder it stands in, like ``locale``.
        locale: the language folder.
        stem: the file's name without ``.md``; must be its id.
    """
    if len(text) > LIMIT:
        return Parsed(None, (Diagnostic("ML001", f"longer than {LIMIT:,} characters", file=file),))
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n")
    parts = split(text)
    if parts is None:
        message = "the file does not start with front matter between two --- lines"
        return Parsed(None, (Diagnostic("ML001", message, None, file, 1, 1),))
    from onboardctl import yamlfile

    front, body, body_line = parts
    document = yamlfile.parse(f"\n{front}\n", file)
    if document.root is None or document.errors:
        found = document.errors or (Diagnostic("ML001", "empty front matter", None, file, 1, 1),)
        return Parsed(None, tuple(found))
    reader = _Reader(document.root, stem)
    template = reader.template(body, body_line, file, brand, locale)
    template = template._replace(digest=digest_of(text))
    problems = (*document.problems, *reader.problems)
    broken = any(problem.severity == "error" for problem in problems)
    return Parsed(None if broken else template, problems)


class _Reader:
    """Turns the front matter into a Template and keeps what is wrong with it."""

    def __init__(self, root: "Node", stem: str) -> None:
        self.root = root
        self.stem = stem
        self.problems: list[Diagnostic] = []

    def template(self, body: str, body_line: int, file: str, brand: str, locale: str) -> Template:
        root = self.root
        if root.kind != "map":
            self._problem(root, "ML002", "the front matter must be a mapping of keys")
            return Template("", brand, locale, "", "", "", 1, body, body_line, file, "")
        self._known(root, _KEYS)
        kind = self._choice("class", KINDS, "transactional")
        subject = root.get("subject")
        event, due = self._trigger()
        for key in ("subject", "from", "to") if kind != "agenda" else ():
            if root.get(key) is None:
                self._missing(key)
        return Template(
            id=self._id(),
            brand=brand,
            locale=locale,
            kind=kind,
            title=self._text("title") or self.stem.replace("_", " ").capitalize(),
            subject=self._text("subject"),
            subject_line=subject.line if subject is not None else 1,
            body=body,
            body_line=body_line,
            file=file,
            digest="",
            aliases=self._names("aliases"),
            preheader=self._text("preheader"),
            sender=self._text("from") or None,
            to=self._names("to"),
            cc=self._names("cc"),
            reply_to=self._text("reply_to") or None,
            trigger_event=event,
            trigger_due=due,
            once_per=self._choice("once_per", OCCASIONS, "manual"),
            tiers=self._names("tiers"),
            confirm=bool(self._value("confirm")),
            variables=self._variables(),
            promises=self._promises(),
            invite=self._invite(),
            attach=self._names("attach"),
            minutes=self._minutes(),
        )

    def _problem(self, node: "Node", code: str, message: str, hint: str | None = None) -> None:
        self.problems.append(node.problem(code, message, hint=hint))

    def _missing(self, key: str) -> None:
        self._problem(self.root, "ML002", f'the key "{key}" is missing')

    def _known(self, node: "Node", known: tuple[str, ...]) -> None:
        for key in node.keys:
            if key not in known:
                message = f'"{key}" is not a key here{did_you_mean(key, known)}'
                self.problems.append(
                    node.key_problem(key, "ML003", message, hint=f"known: {listed(known, most=20)}")
                )

    def _value(self, key: str) -> Any:
        node = self.root.get(key)
        return None if node is None else node.value

    def _text(self, key: str) -> str:
        node = self.root.get(key)
        if node is None or node.kind == "null":
            return ""
        if not node.is_scalar:
            self._problem(node, "ML004", f'"{key}" must be one text')
            return ""
        return node.text.strip()

    def _id(self) -> str:
        node = self.root.get("id")
        if node is None:
            self._missing("id")
            return self.stem
        if not is_id(node.text) or node.text != self.stem:
            self._problem(node, "ML005", f'the id is "{node.text}", but the file is {self.stem}.md')
        return node.text

    def _choice(self, key: str, known: tuple[str, ...], default: str) -> str:
        text = self._text(key)
        if not text:
            return default
        if text not in known:
            node = self.root.get(key)
            assert node is not None
            message = f'"{text}" is no {key}{did_you_mean(text, known)}'
            self._problem(node, "ML006", message, f"known: {listed(known)}")
        return text

    def _names(self, key: str) -> tuple[str, ...]:
        node = self.root.get(key)
        if node is None or node.kind == "null":
            return ()
        if node.is_scalar:
            return (node.text.strip(),)
        if node.kind != "list" or not all(entry.is_scalar for entry in node):
            self._problem(node, "ML004", f'"{key}" must be a name or a list of names')
            return ()
        return tuple(entry.text.strip() for entry in node)

    def _inside(self, node: "Node | None", key: str) -> str | None:
        found = node.get(key) if node is not None else None
        return found.text if found is not None and found.is_scalar else None

    def _variables(self) -> tuple[Declared, ...]:
        node = self.root.get("vars")
        if node is None or node.kind == "null":
            return ()
        if node.kind != "map":
            self._problem(node, "ML004", '"vars" must be a mapping of names')
            return ()
        return tuple(self._variable(node, name, entry) for name, entry in node.items())

    def _variable(self, parent: "Node", name: str, node: "Node") -> Declared:
        place = parent.key_place(name)
        if not name.isidentifier():
            self.problems.append(parent.key_problem(name, "ML007", f'"{name}" is no variable name'))
        if node.is_scalar:
            kind, limit = self._type(node)
            return Declared(name, kind, limit, line=place.line, column=place.column)
        self._known(node, _VARIABLE_KEYS)
        written = node.get("type")
        kind, limit = self._type(written) if written is not None else ("text", None)
        default = node.get("default")
        if default is not None and name in NO_DEFAULT:
            message = f'"{name}" is a figure of the contract and must not have a default'
            self._problem(default, "ML008", message)
        optional, empty = node.get("optional"), node.get("empty")
        if empty is not None and kind != "list":
            self._problem(empty, "ML004", f'"empty" is for lists, and "{name}" is {kind}')
        return Declared(
            name,
            kind,
            limit,
            source=self._inside(node, "source") or "",
            required_if=self._inside(node, "required_if"),
            optional=bool(optional.value) if optional is not None else False,
            default=default.text if default is not None else None,
            line=place.line,
            column=place.column,
            empty=bool(empty.value) if empty is not None else False,
        )

    def _type(self, node: "Node") -> tuple[str, int | None]:
        """``text(80)`` → ``text``, 80; nothing written means text."""
        from onboardctl.templating.values import TYPES

        written = node.text.strip() or "text"
        kind, bracket, rest = written.partition("(")
        limit = rest.removesuffix(")").strip()
        if kind not in TYPES or (bracket and not (limit.isdecimal() and rest.endswith(")"))):
            message = f'"{written}" is no type{did_you_mean(kind, TYPES)}'
            self._problem(node, "ML009", message, f"known: {listed(TYPES, most=20)}")
            return "text", None
        return kind, int(limit) if limit else None

    def _promises(self) -> tuple[PromiseSpec, ...]:
        node = self.root.get("promises")
        if node is None or node.kind == "null":
            return ()
        made = []
        for entry in node:
            self._known(entry, _PROMISE_KEYS)
            name, text = self._inside(entry, "id"), self._inside(entry, "text")
            if name is None or text is None:
                self._problem(entry, "ML002", "a promise needs an id and a text")
                continue
            made.append(
                PromiseSpec(
                    name,
                    text,
                    self._inside(entry, "owner") or "ours",
                    self._inside(entry, "starts") or "sent",
                    self._inside(entry, "within"),
                    entry.line,
                    self._kept_by(entry),
                )
            )
        return tuple(made)

    def _kept_by(self, entry: "Node") -> str:
        from onboardctl.core.partner.promises import rule_problem

        node = entry.get("kept_by")
        if node is None:
            return ""
        problem = rule_problem(node.text)
        if problem is not None:
            self._problem(node, "ML017", f"{problem}, which keep a promise")
        return node.text

    def _invite(self) -> MeetingSpec | None:
        node = self.root.get("invite")
        if node is None or node.kind == "null":
            return None
        if node.kind != "map":
            self._problem(node, "ML004", '"invite" must be a mapping with start and minutes')
            return None
        self._known(node, _MEETING_KEYS)
        start, minutes = self._inside(node, "start"), self._inside(node, "minutes")
        if start is None or minutes is None:
            self._problem(node, "ML002", "an invitation needs its start and its minutes")
            return None
        if minutes.isidentifier():
            self._held(node, "minutes", minutes, ("int",))
        elif not _is_length(minutes):
            message = f'"{minutes}" is no length of a meeting; write whole minutes, at most a day'
            self._problem(node, "ML012", message)
            return None
        self._held(node, "start", start, ("moment",))
        place = self._inside(node, "place") or ""
        if place:
            self._held(node, "place", place, ("text", "url"))
        title = self._inside(node, "title") or ""
        return MeetingSpec(start, minutes, title, place, node.line)

    def _held(self, node: "Node", key: str, name: str, kinds: tuple[str, ...]) -> None:
        """A key of the invitation names a declared variable of one of the kinds."""
        declared = self.root.get("vars")
        written = declared.get(name) if declared is not None and declared.kind == "map" else None
        found = written.get("type") if written is not None and written.kind == "map" else written
        kind = found.text.partition("(")[0].strip() if found is not None else None
        if kind not in kinds:
            message = f'"{key}" of the invitation must be a variable of type {" or ".join(kinds)}'
            self._problem(node, "ML012", f"{message}, and {name} is {kind or 'not declared'}")

    def _minutes(self) -> int | None:
        node = self.root.get("minutes")
        if node is None:
            return None
        if not _is_length(node.text):
            self._problem(node, "ML012", f'"{node.text}" is no length of a meeting')
            return None
        return int(node.text)

    def _trigger(self) -> tuple[str | None, str | None]:
        """The event a mail follows and how soon; ``90d before`` lies ahead of it."""
        node = self.root.get("trigger")
        if node is None or node.kind == "null":
            return None, None
        if node.kind != "map":
            self._problem(node, "ML004", '"trigger" must be a mapping with event and due')
            return None, None
        self._known(node, _TRIGGER_KEYS)
        event, due = self._inside(node, "event"), self._inside(node, "due")
        if event is None:
            self._problem(node, "ML002", "a trigger needs its event")
        if due is not None and not _DUE.fullmatch(due):
            message = f'"{due}" is no distance from an event; write 24h, 3bd before'
            self._problem(node, "ML014", message)
        return event, due


def _is_length(text: str) -> bool:
    return text.isdecimal() and 0 < int(text) <= _LONGEST_MEETING
