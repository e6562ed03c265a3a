"""What the sandbox commands answer."""

from onboardctl.core.record import NamedTuple


class SandboxCheck(NamedTuple):
    """One check of a sandbox.

    ``status`` is ``passed``, ``failed`` or ``skipped``; ``finding`` says what was seen, ``rows``
    how many rows broke the rule (0 when it is not about rows).
    """

    id: str
    group: str
    rule: str
    status: str
    finding: str
    rows: int = 0


class SandboxTable(NamedTuple):
    """Seed rows of one table and their checksum, which an estimate has not."""

    name: str
    rows: int
    sha256: str | None


class SandboxKpi(NamedTuple):
    """One figure of a tenant; ``value`` is ``None`` when the denominator is 0."""

    kpi: str
    value: float | None
    numerator: float
    denominator: int
    unit: str


class SandboxIncident(NamedTuple):
    """Something planted, with the answer a lab should find."""

    incident: str
    subject_table: str
    subject_id: int
    subject: str
    finding: str


class SandboxSeeded(NamedTuple):
    """A sandbox that was built, or with a dry run, would be.

    ``added_rows`` and ``closed_rows`` are those of a top-up: rows that are new, and older rows of
    which an open end was closed. A dry run says in ``seconds`` how long building and verifying
    takes; when it is not ``exact``, rows, people and bytes are estimates and there is no checksum.
    """

    partner_id: str
    schema_name: str
    segment: str
    location: str
    target: str
    seed: int
    as_of: str
    users: int
    weeks: int
    rows: int
    size_bytes: int
    sha256: str | None
    own_rows: int
    checks_passed: int
    personas: dict[str, int]
    tables: tuple[SandboxTable, ...]
    kpis: tuple[SandboxKpi, ...]
    incidents: tuple[SandboxIncident, ...]
    notice: str
    added_rows: int | None = None
    closed_rows: int | None = None
    seconds: float | None = None
    exact: bool = True


class SandboxVerification(NamedTuple):
    """The report of ``sandbox verify``."""

    location: str
    schema_name: str | None
    partner_id: str | None
    segment: str
    as_of: str
    rows: int
    passed: int
    failed: int
    skipped: int
    checks: tuple[SandboxCheck, ...]


class SandboxEntry(NamedTuple):
    """One sandbox of the workspace."""

    schema_name: str
    partner_id: str
    segment: str
    seed: int
    as_of: str
    users: int
    rows: int
    own_rows: int
    size_bytes: int
    location: str
    sha256: str


class SandboxList(NamedTuple):
    """The sandboxes of a workspace, by schema name, and files that are none."""

    sandboxes: tuple[SandboxEntry, ...]
    strangers: tuple[str, ...]
    notice: str | None


class SandboxDropped(NamedTuple):
    """A sandbox that was removed, or with a dry run, would be."""

    schema_name: str
    location: str
    rows: int
    own_rows: int


class SandboxKey(NamedTuple):
    """One API key; ``secret`` is set only in the answer that creates it."""

    id: int
    name: str
    prefix: str
    scopes: str
    rate_limit_per_hour: int
    created_at: str
    last_used_at: str | None
    revoked_at: str | None
    origin: str
    secret: str | None = None


class SandboxKeys(NamedTuple):
    """The API keys of a sandbox, in the order of their ids."""

    schema_name: str
    keys: tuple[SandboxKey, ...]


class SandboxApi(NamedTuple):
    """The calls of the segment tracks as a file for another tool, in ``text``."""

    format: str
    base_url: str
    calls: int
    text: str


class SandboxAnswer(NamedTuple):
    """What a sandbox answered to one call, in the words of HTTP."""

    status: int
    headers: dict[str, int]
    body: dict[str, object]


class SandboxCalls(NamedTuple):
    """Calls that were made: how many got which status, and the last answer in full.

    ``sent`` is the body of the last call, or its query values; ``key`` the visible prefix of the
    key, ``None`` when it is unknown or may not call.
    """

    schema_name: str
    call: str
    method: str
    path: str
    statuses: dict[str, int]
    last: SandboxAnswer
    sent: dict[str, object]
    key: str | None
