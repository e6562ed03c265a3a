"""What commands about the program itself answer."""

from onboardctl.core.record import NamedTuple


class VersionInfo(NamedTuple):
    """The versions a bug report needs.

    ``store_schema`` is the version of stores this program writes; ``None`` when it has no store.
    """

    program: str
    python: str
    sqlite: str
    typer: str
    platform: str
    store_schema: str | None = None


class CompletionScript(NamedTuple):
    """A script for a shell, to be sourced by the person."""

    shell: str
    script: str
