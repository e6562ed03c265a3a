"""``playbook``: list, show, check, compare and begin playbooks."""

from enum import StrEnum
from typing import Annotated, Any

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group("List, show and check playbooks")


class Form(StrEnum):
    """How a playbook is shown."""

    TABLE = "table"
    MD = "md"


class Profile(StrEnum):
    """How much the linter says."""

    MINIMAL = "minimal"
    STANDARD = "standard"
    STRICT = "strict"


class Style(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


PlaybookName = Annotated[
    str, Argument(help="Id of a playbook, or path of its file.", metavar="PLAYBOOK")
]


@command(app, "list", writes=False, as_of=False)
def list_(run: Run) -> Result:
    """List playbooks by id

    The bundled ones and those of the workspace, which win where both have one. A broken playbook
    is listed with the number of its errors.

    Examples:

        onboardctl playbook list
        onboardctl playbook list -o json
    """
    from onboardctl.operations.playbook.catalogue import list_playbooks

    return list_playbooks(_place(run))


@command(app, "show", writes=False, as_of=False)
def show(
    run: Run,
    name: PlaybookName,
    owner: Annotated[
        str | None, Option("--owner", help="Only what this role owns.", metavar="ROLE")
    ] = None,
    raci: Annotated[bool, Option("--raci", help="Who answers for what, as a table.")] = False,
    form: Annotated[
        Form, Option("--format", help="table: the timeline; md: the whole document.")
    ] = Form.TABLE,
    resolved: Annotated[
        bool, Option("--resolved", help="One YAML file that says all its files say together.")
    ] = False,
    origin: Annotated[
        bool, Option("--origin", help="Every value with the file, line and column it comes from.")
    ] = False,
) -> Result:
    """Show a playbook as a timeline, or as a whole document

    The timeline has the phases with their tasks, days, owners and gates. `--format md` writes the
    complete document for a wiki, to the last line of the last checklist. Of a playbook laid over
    another, `--resolved` writes the whole that results and `--origin` says where each value stands.

    Examples:

        onboardctl playbook show beta-28-day
        onboardctl playbook show beta-28-day --owner csm
        onboardctl playbook show beta-28-day --raci
        onboardctl playbook show beta-28-day --format md
        onboardctl playbook show customer-onboarding-dach --resolved
        onboardctl playbook show customer-onboarding-dach --origin
    """
    from onboardctl.operations.playbook.catalogue import ShowPlaybook, show_playbook

    request = ShowPlaybook(name, owner, raci, form is Form.MD, resolved, origin)
    return show_playbook(_place(run), request)


@command(app, "check", writes=False, as_of=False)
def check(
    run: Run,
    names: Annotated[
        list[str] | None,
        Argument(help="Ids or paths; all playbooks when absent.", metavar="[PLAYBOOK]…"),
    ] = None,
    profile: Annotated[
        Profile,
        Option("--profile", help="minimal: errors; standard: warnings too; strict: hints as well."),
    ] = Profile.STANDARD,
    style: Annotated[Style, Option("--format", help="How findings are written.")] = Style.TEXT,
) -> Result:
    """Check playbooks for everything that is wrong, all at once

    Each finding has its place, the line with a caret, and help. Silence a warning that is meant by
    `# noqa: PB206` at the end of its line. With partnership-lifecycle the file that defines health
    is checked, too. Exit code 8 when there are errors.

    Examples:

        onboardctl playbook check
        onboardctl playbook check beta-28-day --profile strict
        onboardctl playbook check --format github
    """
    from onboardctl.operations.playbook.catalogue import CheckPlaybooks, check_playbooks

    request = CheckPlaybooks(tuple(names or ()), profile.value, style.value)
    return check_playbooks(_place(run), request, lambda: _store(run))


@command(app, "schema", writes=False, as_of=False)
def schema(
    run: Run,
    part: Annotated[bool, Option("--part", help="The schema of shared parts.")] = False,
    overlay: Annotated[
        bool, Option("--overlay", help="The schema of playbooks laid over another.")
    ] = False,
    health: Annotated[
        bool, Option("--health", help="The schema of the file that defines health.")
    ] = False,
) -> Result:
    """Print the JSON Schema of playbooks, for completion in an editor

    `playbook new` and `playbook eject` write it beside the playbooks and name it in their first line.

    Examples:

        onboardctl playbook schema
        onboardctl playbook schema --part
        onboardctl playbook schema --overlay
        onboardctl playbook schema --health
    """
    from onboardctl.operations.playbook.catalogue import schema as schema_of

    return schema_of(_place(run), part=part, overlay=overlay, health=health)


@command(app, "diff", writes=False, as_of=False)
def diff(
    run: Run,
    before: Annotated[str, Argument(help="The older playbook, by id or path.", metavar="BEFORE")],
    after: Annotated[str, Argument(help="The newer playbook, by id or path.", metavar="AFTER")],
) -> Result:
    """Compare two versions of a playbook in ids and fields

    Says which version bump the changes require. Exit code 8 when the newer file says less.

    Examples:

        onboardctl playbook diff beta-28-day beta-28-day
        onboardctl playbook diff beta-28-day partner-enablement -o json
    """
    from onboardctl.operations.playbook.catalogue import diff_playbooks

    return diff_playbooks(_place(run), before, after)


@command(app, "new", writes=True)
def new(
    run: Run,
    name: Annotated[str, Argument(help="Id of the new playbook.", metavar="ID")],
    title: Annotated[
        str | None, Option("--title", help="What it is called.", metavar="TEXT")
    ] = None,
    over: Annotated[
        str | None,
        Option("--over", help="Begin a variant of this playbook.", metavar="PLAYBOOK"),
    ] = None,
) -> Result:
    """Begin a playbook in the workspace

    Writes a small playbook that is sound, and the schema for editors. With `--over` it is a variant
    of another playbook, for a brand, a region or a customer: the file says only what differs, and
    follows the other when that changes.

    Examples:

        onboardctl playbook new reseller-start --title "Reseller start"
        onboardctl playbook new reseller-start --dry-run
        onboardctl playbook new beta-nordics --over beta-28-day --dry-run
    """
    from onboardctl.operations.playbook.files import NewPlaybook
    from onboardctl.operations.playbook.files import new as begin

    return begin(_place(run), NewPlaybook(name, title, over))


@command(app, "eject", writes=True)
def eject(run: Run, name: PlaybookName) -> Result:
    """Copy a bundled playbook into the workspace, to change it there

    Its own parts and the shared ones it uses come along. Running plans keep the version they were
    made from.

    Examples:

        onboardctl playbook eject beta-28-day
        onboardctl playbook eject beta-28-day --dry-run
    """
    from onboardctl.operations.playbook.files import eject as eject_one

    return eject_one(_place(run), name)


def _place(run: Run) -> Any:
    """Where playbooks are looked for: the workspace when there is one, else the bundled ones."""
    from onboardctl.core.errors import NotFound
    from onboardctl.operations.playbook.catalogue import Place

    try:
        settings = run.settings()
    except NotFound:
        if run.options.workspace is not None:
            raise
        return Place(None, run.now, run.dry_run)
    staff = tuple(person.name for person in settings.staff)
    roles = {role: person.name for person in reversed(settings.staff) for role in person.roles}
    return Place(settings.folder, run.now, run.dry_run, staff, roles)


def _store(run: Run) -> Any:
    """The store of the workspace for comparison, or ``None`` where there is none yet."""
    from pathlib import Path

    from onboardctl.core.errors import NotFound

    try:
        store = run.settings().store
    except NotFound:
        return None
    if "://" not in store and not Path(store).is_file():
        return None
    return run.session().store
