"""The settings of one run, each from the strongest source that speaks.

Order: flag, environment, ``onboardctl.yaml``, default.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput
from onboardctl.core.record import NamedTuple
from onboardctl.core.store_url import is_server, password_in, without_password
from onboardctl.settings.finding import find_workspace
from onboardctl.settings.reading import read_file
from onboardctl.settings.values import FILE_NAME, STORE_NAME, Content, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

STORE = "ONBOARDCTL_STORE"
BRAND = "ONBOARDCTL_BRAND"
ZONE = "ONBOARDCTL_TIMEZONE"
LOCALE = "ONBOARDCTL_LOCALE"
ACTOR = "ONBOARDCTL_ACTOR"


class Choice(NamedTuple):
    """A value and where it came from: a flag, a variable, the file's key, or ``default``."""

    value: str | None
    origin: str


class Resolved(NamedTuple):
    """Settings, and the origin of each by name."""

    settings: Settings
    origins: dict[str, str]


def load_settings(
    *,
    workspace: str | Path | None = None,
    store: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of the workspace.

    Args:
        workspace: the value of ``--workspace``.
        store: the value of ``--store``.
        environ: the environment; the process's own when ``None``.

    Raises:
        NotFound: ``workspace.missing``, ``settings.unreadable``.
        InvalidInput: ``settings.invalid``, with every problem of the file; or an environment
            variable names what does not exist.
    """
    return resolve(workspace=workspace, store=store, environ=environ).settings


def resolve(
    *,
    workspace: str | Path | None = None,
    store: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Resolved:
    """:func:`load_settings` together with where each value came from."""
    known = os.environ if environ is None else environ
    folder, by = find_workspace(workspace, known)
    content = read_file(folder / FILE_NAME, shown(folder / FILE_NAME))
    found = {
        "store": _pick(store, "--store", known, STORE, content.store, "store", STORE_NAME),
        "brand": _pick(None, "", known, BRAND, content.brand, "brand", _first_brand(content)),
        "zone": _pick(None, "", known, ZONE, content.zone, "timezone", "UTC"),
        "locale": _pick(None, "", known, LOCALE, content.locale, "locale", "en"),
        "actor": _pick(None, "", known, ACTOR, content.actor, "actor", _login(known, content)),
    }
    _check(found, content)
    values = {name: choice.value for name, choice in found.items()}
    settings = Settings(
        folder=folder,
        store=_store_path(folder, found["store"]),
        brand=values["brand"],
        zone=values["zone"] or "UTC",
        locale=values["locale"] or "en",
        actor=values["actor"] or "unknown",
        brands=content.brands,
        staff=content.staff,
        tiers=content.tiers,
        links=content.links,
        smtp=content.smtp,
        values=content.values,
    )
    return Resolved(settings, {"folder": by, **{name: one.origin for name, one in found.items()}})


def shown(path: Path) -> str:
    """A path as a person in this folder would write it: short when it lies below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _pick(
    flag: str | None,
    flag_name: str,
    environ: Mapping[str, str],
    variable: str,
    written: str | None,
    key: str,
    default: str | None,
) -> Choice:
    if flag is not None:
        return Choice(flag, flag_name)
    if environ.get(variable):
        return Choice(environ[variable], variable)
    if written is not None:
        return Choice(written, f"{FILE_NAME}: {key}")
    return Choice(default, "default")


def _first_brand(content: Content) -> str | None:
    return content.brands[0].id if content.brands else None


def _login(environ: Mapping[str, str], content: Content) -> str:
    name = environ.get("USER") or environ.get("LOGNAME") or environ.get("USERNAME") or "unknown"
    for person in content.staff:
        if name in {person.id, person.email.partition("@")[0]}:
            return person.id
    return name


def server_named(flag: str | None, environ: Mapping[str, str] | None = None) -> str | None:
    """The URL of the server that ``--store`` or the environment names for a new store, if any.

    Raises:
        InvalidInput: ``store.password``: the flag carries a password.
    """
    known = os.environ if environ is None else environ
    choice = _pick(flag, "--store", known, STORE, None, "store", None)
    return _url(choice) if choice.value and is_server(choice.value) else None


def _url(choice: Choice) -> str:
    """A URL as it may be kept and shown; the environment alone may carry its password."""
    assert choice.value is not None
    if choice.origin != STORE and password_in(choice.value) is not None:
        raise InvalidInput(
            "store.password",
            f"{choice.origin} holds a password, which others can read there",
            hint="leave it out and set ONBOARDCTL_STORE_PASSWORD,"
            " ONBOARDCTL_STORE_PASSWORD_COMMAND or ~/.pgpass",
        )
    return without_password(choice.value)


def _store_path(folder: Path, choice: Choice) -> str:
    """A path from a flag or variable starts at the current folder, one from the file at the file."""
    location = choice.value or STORE_NAME
    if is_server(location):
        return _url(choice)
    if "://" in location:
        return location
    path = Path(location).expanduser()
    if path.is_absolute():
        return str(path)
    typed = choice.origin in {"--store", STORE}
    return str((Path.cwd() if typed else folder) / path)


def _check(found: dict[str, Choice], content: Content) -> None:
    """What the environment says is checked here; the file was checked when it was read."""
    brand, zone = found["brand"], found["zone"]
    known = [one.id for one in content.brands]
    if brand.origin == BRAND and brand.value not in known:
        from onboardctl.core.names import did_you_mean, listed

        raise InvalidInput(
            "settings.brand",
            f'{BRAND} is "{brand.value}", and there is no such brand'
            f"{did_you_mean(brand.value or '', known)}",
            hint=f"brands: {listed(known)}",
        )
    if zone.origin == ZONE:
        from onboardctl.core.points import ParseFailure
        from onboardctl.core.shape import Context
        from onboardctl.settings.texts import zone_name

        try:
            zone_name(zone.value or "", Context())
        except ParseFailure as failure:
            raise InvalidInput(
                "settings.zone",
                f"{ZONE}: {failure.message}",
                hint="write it like Europe/Berlin or America/New_York",
            ) from None
