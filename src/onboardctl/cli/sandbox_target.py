"""``--target``: where a sandbox lies."""

from typing import Annotated

import typer
from typer import Option

_POSTGRES = ("postgresql://", "postgres://")
_PLACES = ("sqlite",)
_FILES = ("csv", "jsonl", "sql")


def seed_target(value: str) -> str:
    """A place or a form that ``seed-sandbox`` can fill."""
    return _one_of(value, (*_PLACES, *_FILES))


def held_target(value: str | None) -> str | None:
    """A place in which a sandbox can be."""
    return None if value is None else _one_of(value, _PLACES)


def _one_of(value: str, names: tuple[str, ...]) -> str:
    if value in names or value.startswith(_POSTGRES):
        return value
    raise typer.BadParameter(
        f"'{value}' is not one of {', '.join(names)} or a postgresql:// address"
    )


Where = Annotated[
    str | None,
    Option(
        "--target",
        metavar="sqlite|postgresql://…",
        help="Where the sandbox lies; the workspace unless given.",
        callback=held_target,
    ),
]
