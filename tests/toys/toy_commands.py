"""Small real commands that exercise the machinery: lists, writes, questions, every failure."""

from datetime import UTC, date, datetime
from typing import Annotated, NamedTuple

from typer import Argument, Context, Option

from onboardctl.cli.commands import command, group, subgroup
from onboardctl.cli.context import Run
from onboardctl.core import errors
from onboardctl.core.errors import Diagnostic
from onboardctl.core.result import Result
from onboardctl.core.types import Tier

app = group("Play with toys")


class ToyRow(NamedTuple):
    """One toy."""

    id: str
    name: str
    tier: Tier
    price: int
    bought_on: date | None
    seen_at: datetime | None


class ToyList(NamedTuple):
    """Toys, by id."""

    toys: tuple[ToyRow, ...]


class ToyChange(NamedTuple):
    """What a write did."""

    id: str
    created: int
    unchanged: int


TOYS = (
    ToyRow(
        "t-1", "Ball", Tier.BUSINESS, 12345, date(2026, 3, 2), datetime(2026, 3, 2, 9, tzinfo=UTC)
    ),
    ToyRow("t-2", 'Bär | "x", 積み木', Tier.DEVELOPER, -7, None, None),
)
SHELF: list[str] = []


def complete_toy(ctx: Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids of toys."""
    return [(toy.id, toy.name) for toy in TOYS if toy.id.startswith(incomplete)]


@command(app, "list", writes=False)
def list_(
    run: Run, tier: Annotated[Tier | None, Option("--tier", help="Only these.")] = None
) -> Result:
    """List toys by id

    Examples:

        onboardctl toy list
        onboardctl toy list --tier business
    """
    toys = tuple(toy for toy in TOYS if tier in (None, toy.tier))
    return Result("toy list", "toy-list/1", ToyList(toys), run.as_of)


@command(app, "show", writes=False)
def show(run: Run, toy: Annotated[str, Argument(autocompletion=complete_toy)]) -> Result:
    """Show one toy

    Examples:

        onboardctl toy show t-1
        onboardctl toy show t-1 --json
    """
    for one in TOYS:
        if one.id == toy:
            return Result("toy show", "toy/1", one, run.as_of)
    raise errors.NotFound("toy.unknown", f'no toy answers to "{toy}"', hint="onboardctl toy list")


@command(app, "add", writes=True)
def add(
    run: Run,
    name: Annotated[str | None, Option("--name")] = None,
    tier: Annotated[Tier | None, Option("--tier")] = None,
    colour: Annotated[list[str] | None, Option("--colour")] = None,
) -> Result:
    """Add a toy to the shelf

    Examples:

        onboardctl toy add --name Ball --tier business
        onboardctl toy add --name Ball --tier business --dry-run
    """
    chosen = name or run.ask_text("--name", "Name of the toy", check=_short)
    level = tier or Tier(
        run.ask_choice("--tier", "Tier", [(one.value, one.value.title()) for one in Tier])
    )
    colours = colour or ()
    if run.interactive and not colours:
        colours = run.ask_many("--colour", "Colours", [("red", "Red"), ("blue", "Blue")])
    run.confirm("Put it on the shelf")
    words = f"{chosen}/{level}/{'+'.join(colours)}"
    if words in SHELF:
        return Result(
            "toy add",
            "toy-change/1",
            ToyChange(chosen, 0, 1),
            run.now,
            messages=("nothing to do",),
            dry_run=run.dry_run,
        )
    if not run.dry_run:
        SHELF.append(words)
    return Result(
        "toy add",
        "toy-change/1",
        ToyChange(chosen, 1, 0),
        run.now,
        messages=(f"added {words}",),
        next_steps=(f"onboardctl toy show {chosen}",),
        warnings=(Diagnostic("toy.loud", "it squeaks", severity="warning"),),
        dry_run=run.dry_run,
    )


def _short(text: str) -> str | None:
    return None if len(text) < 20 else "a name has at most 20 letters"


@command(app, "drop", writes=True)
def drop(run: Run, name: str, confirm: Annotated[str | None, Option("--confirm")] = None) -> Result:
    """Throw a toy away

    Examples:

        onboardctl toy drop t-1 --confirm t-1
        onboardctl toy drop t-1 --dry-run
    """
    run.confirm_name(name, f"throw {name} away", confirm)
    return Result("toy drop", "toy-change/1", None, run.now, messages=(f"threw {name} away",))


@command(app, "fail", writes=False)
def fail(run: Run, kind: str) -> Result:
    """Fail in a chosen way

    Examples:

        onboardctl toy fail Refused
        onboardctl toy fail crash
    """
    if kind == "crash":
        secret_of_the_source = "\x1b[31mred\x1b]8;;http://x\x07"
        raise RuntimeError(secret_of_the_source)
    if kind == "interrupt":
        raise KeyboardInterrupt
    if kind == "five":
        raise errors.InvalidInput(
            "toy.file",
            "2 problems in toys.yaml",
            diagnostics=(
                Diagnostic(
                    "toy.day",
                    'item "env": day must be a whole number, found "two"',
                    "days count from the anchor, for example `day: 2`",
                    "toys.yaml",
                    14,
                    14,
                    excerpt="        day: two",
                    width=3,
                ),
                Diagnostic("toy.name", "name is missing", None, "toys.yaml", 20, 1),
            ),
        )
    kinds = {one.__name__: one for one in errors.OnboardError.__subclasses__()}
    raise kinds[kind]("toy.failed", "it \x1b[2Jfailed", hint="try another toy")


@command(app, "check", writes=False)
def check(run: Run) -> Result:
    """Check all toys

    Examples:

        onboardctl toy check
        onboardctl toy check --json
    """
    finding = Diagnostic("toy.broken", "a wheel is missing", "glue it", "toys.yaml", 3, 1)
    return Result("toy check", "toy-check/1", ToyList(()), run.now, errors=(finding,), exit_code=8)


@command(app, "many", writes=False)
def many(run: Run, count: int) -> Result:
    """List very many toys

    Examples:

        onboardctl toy many 10
        onboardctl toy many 10000 --json
    """
    toys = tuple(TOYS[0]._replace(id=f"t-{number}") for number in range(count))
    return Result("toy many", "toy-list/1", ToyList(toys), run.now)


@command(app, "old", writes=False, deprecated="toy list")
def old(run: Run) -> Result:
    """List toys the old way

    Examples:

        onboardctl toy old
        onboardctl toy old --json
    """
    return list_(run)


box = subgroup(app, "box", "Work with boxes of toys")


@command(box, "open", writes=False, as_of=False)
def open_(run: Run) -> Result:
    """Open the box

    Examples:

        onboardctl toy box open
        onboardctl toy box open -q
    """
    return Result("toy box open", "toy-list/1", ToyList(TOYS[:1]), run.now)
