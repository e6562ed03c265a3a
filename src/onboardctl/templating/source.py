"""A template as a value: what its front matter declares, its body as written.

Reading and checking the front matter is :mod:`onboardctl.templating.front_matter`; a template that
was read before comes from :mod:`onboardctl.templating.kept` and needs neither that nor YAML.
"""

from onboardctl.core.errors import Diagnostic
from onboardctl.core.record import NamedTuple
from onboardctl.templating.program import Program


class Declared(NamedTuple):
    """One variable of the contract between a template and the store.

    Attributes:
        type: one of ``values.TYPES``.
        limit: most characters or entries; ``None`` is the type's own default.
        source: the variable of the context that fills it, when its name differs.
        required_if: a condition; while it is false the variable is withheld, even when known.
        optional: may be absent; a template tests it before it prints it.
        default: used when the store knows nothing, as written in the front matter.
        empty: a list that is known to hold nothing is a value; a list nobody knows is not.
    """

    name: str
    type: str = "text"
    limit: int | None = None
    source: str = ""
    required_if: str | None = None
    optional: bool = False
    default: str | None = None
    line: int = 1
    column: int = 1
    empty: bool = False


class PromiseSpec(NamedTuple):
    """A promise the mail makes; ``text`` is Jinja2, ``within`` a duration or a variable's name."""

    id: str
    text: str
    owner: str = "ours"
    starts: str = "sent"
    within: str | None = None
    line: int = 1
    kept_by: str = ""


class MeetingSpec(NamedTuple):
    """The meeting a mail invites to; without a value for ``start`` the mail invites to none.

    Attributes:
        start: the declared variable, of type moment, that holds its beginning.
        minutes: how long it takes: a number, or the declared variable that holds it.
        title: Jinja2, one line; the mail's subject when empty.
        place: the declared variable that holds the room or the link; may be empty.
    """

    start: str
    minutes: str
    title: str = ""
    place: str = ""
    line: int = 1


class Template(NamedTuple):
    """One mail in one language. ``file`` names it in messages; ``body_line`` is its first line.

    ``sender`` and ``to`` are roles, or literal addresses. ``attach`` are names of files,
    ``minutes`` what an agenda adds up to. ``digest`` is the SHA-256 of the file. ``program`` is its logic, when that has been read before.
    """

    id: str
    brand: str
    locale: str
    kind: str
    title: str
    subject: str
    subject_line: int
    body: str
    body_line: int
    file: str
    digest: str
    aliases: tuple[str, ...] = ()
    preheader: str = ""
    sender: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: str | None = None
    trigger_event: str | None = None
    trigger_due: str | None = None
    once_per: str = "manual"
    tiers: tuple[str, ...] = ()
    confirm: bool = False
    variables: tuple[Declared, ...] = ()
    promises: tuple[PromiseSpec, ...] = ()
    invite: MeetingSpec | None = None
    attach: tuple[str, ...] = ()
    minutes: int | None = None
    program: Program | None = None

    def line(self, number: int) -> str | None:
        """A line of the body by its number in the file, for the excerpt of a message."""
        lines = self.body.split("\n")
        index = number - self.body_line
        return lines[index] if 0 <= index < len(lines) else None


class Parsed(NamedTuple):
    """The template, or ``None`` when it cannot be used, and everything found."""

    template: Template | None
    problems: tuple[Diagnostic, ...]


def split(text: str) -> tuple[str, str, int] | None:
    """Front matter, body and the body's first line; ``None`` without two ``---`` lines."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None


def digest_of(text: str) -> str:
    """SHA-256 of a template file, in hexadecimal."""
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
