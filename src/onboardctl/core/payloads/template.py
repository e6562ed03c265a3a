"""What the ``template`` commands answer."""

from onboardctl.core.record import NamedTuple


class TemplateLine(NamedTuple):
    """One template of a brand, in all its languages.

    ``due`` is how long after ``event`` it should be sent, as written in the template; ``own``
    tells that the workspace has its own version.
    """

    id: str
    brand: str
    title: str
    kind: str
    locales: tuple[str, ...]
    event: str | None
    due: str | None
    once_per: str
    aliases: tuple[str, ...]
    variables_count: int
    own: bool


class TemplateList(NamedTuple):
    """Templates by brand and id."""

    templates: tuple[TemplateLine, ...]


class VariableLine(NamedTuple):
    """One variable of a template. ``needed`` is ``always``, ``optional`` or a condition."""

    name: str
    type: str
    needed: str
    source: str
    fill: str
    default: str | None
    line: int


class TemplateShown(NamedTuple):
    """A template with its variables in the order of the file.

    ``meeting`` says which variable holds its beginning and how long it takes.
    """

    id: str
    brand: str
    locale: str
    title: str
    kind: str
    subject: str
    sender: str | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    event: str | None
    due: str | None
    once_per: str
    tiers: tuple[str, ...]
    aliases: tuple[str, ...]
    file: str
    variables: tuple[VariableLine, ...]
    promises: tuple[str, ...]
    body: str
    meeting: str | None = None
    attach: tuple[str, ...] = ()


class TemplateCheck(NamedTuple):
    """How many files were checked, and how many findings of each severity there are."""

    files_count: int
    errors_count: int
    warnings_count: int


class TemplateEjected(NamedTuple):
    """A template copied into the workspace; ``files`` are paths inside it, one for each language."""

    id: str
    brand: str
    files: tuple[str, ...]
