"""What commands about the workspace answer."""

from onboardctl.core.record import NamedTuple


class WorkspaceTier(NamedTuple):
    """A tier with its hours; ``None`` where the contract has not been told (A39)."""

    tier: str
    name: str
    response_sla: str | None
    resolution_sla: str | None


class WorkspaceCreated(NamedTuple):
    """A new workspace.

    ``store_kept`` says that a store was there already and was left as it is.
    """

    folder: str
    file: str
    store: str
    store_kept: bool
    brands: tuple[str, ...]
    staff: tuple[str, ...]
    zone: str | None
    tiers: tuple[WorkspaceTier, ...]


class SettingLine(NamedTuple):
    """One setting: its value as text, and where it came from; ``None`` when nothing sets it."""

    key: str
    value: str | None
    origin: str


class SettingLines(NamedTuple):
    """Settings in the order of the file."""

    settings: tuple[SettingLine, ...]


class SettingKey(NamedTuple):
    """A key of ``onboardctl.yaml``; ``<id>`` and ``<name>`` stand for your own words."""

    key: str
    takes: str
    required: bool
    meaning: str


class SettingKeys(NamedTuple):
    """Every key, in the order of the reference."""

    keys: tuple[SettingKey, ...]


class SettingChanged(NamedTuple):
    """One key of the file before and after; ``None`` when it was or is not there."""

    key: str
    before: str | None
    after: str | None
    file: str
