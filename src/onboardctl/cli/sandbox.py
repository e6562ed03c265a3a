"""``sandbox``: list, verify, reset and drop sandboxes, and their API keys."""

from enum import StrEnum
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group, subgroup
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.cli.sandbox_target import Where
from onboardctl.core.result import Result
from onboardctl.core.types import Segment

app = group("List, verify, reset and drop sandboxes")
keys = subgroup(app, "keys", "Create, rotate and revoke the API keys of a sandbox")


class ApiFormat(StrEnum):
    """Which tool the calls are for."""

    POSTMAN = "postman"
    OPENAPI = "openapi"


Partner = Annotated[str, Argument(help="Partner.", autocompletion=complete_partner)]
KeyNumber = Annotated[int, Argument(metavar="KEY", help="Number of the key.", min=1)]


@command(app, "list", writes=False, as_of=False)
def list_(
    run: Run,
    notice: Annotated[
        bool, Option("--notice", help="Show the licence notice of the reference data.")
    ] = False,
    target: Where = None,
) -> Result:
    """List the sandboxes of the workspace

    By schema name, with the day, people and rows of each, and how many rows the partner added.

    Examples:

        onboardctl sandbox list
        onboardctl sandbox list --notice
    """
    from onboardctl.operations.sandbox.care import list_sandboxes

    return list_sandboxes(run.settings().folder, now=run.now, notice=notice, url=target)


@command(app, "verify", writes=False)
def verify(
    run: Run,
    partner: Annotated[
        str,
        Argument(
            metavar="PARTNER|FILE|URL",
            help="Partner, SQLite file, exported folder, or database.",
            autocompletion=complete_partner,
        ),
    ],
    segment: Annotated[
        Segment | None, Option("--segment", help="Segment of a file without a manifest.")
    ] = None,
    target: Where = None,
    schema: Annotated[
        str | None, Option("--schema", metavar="NAME", help="Schema of a database given as URL.")
    ] = None,
) -> Result:
    """Verify that a sandbox is sound

    Integrity, causality, shape, safety, figures and checksums, as a report. It also judges a file,
    a folder of exported files or a schema that something else filled; --as-of then says the day
    before which its rows must lie. A schema is named by the address of its database, as
    postgresql://host/database, and --schema. Exit code 8 when a check failed.

    Examples:

        onboardctl sandbox verify northwind-talent
        onboardctl sandbox verify sandboxes/partner_northwind_talent.db --segment agency --as-of 2026-03-02
    """
    from onboardctl.operations.sandbox.verify import VerifySandbox, verify_sandbox

    asked = VerifySandbox(
        partner,
        target,
        schema,
        run.as_of.date() if run.options.as_of else None,
        segment.value if segment else None,
    )
    with run.progress(None, "checks") as done:
        return verify_sandbox(run.session(present=True), asked, done)


@command(app, "reset", writes=True, as_of=True)
def reset(run: Run, partner: Partner, target: Where = None) -> Result:
    """Build a sandbox anew and keep the partner's own rows

    As its manifest says, or with --as-of up to another day. A file without a manifest is not
    touched.

    Examples:

        onboardctl sandbox reset northwind-talent
        onboardctl sandbox reset northwind-talent --as-of 2026-03-02 --dry-run
    """
    from onboardctl.operations.sandbox.care import ResetSandbox, reset_sandbox

    asked = ResetSandbox(partner, run.as_of.date() if run.options.as_of else None, target)
    with run.progress(None, "people") as done:
        return reset_sandbox(run.session(present=True), asked, done)


@command(app, "drop", writes=True)
def drop(
    run: Run,
    partner: Partner,
    confirm: Annotated[
        str | None, Option("--confirm", metavar="NAME", help="Schema name, typed as consent.")
    ] = None,
    target: Where = None,
) -> Result:
    """Remove a sandbox with everything in it

    The rows that the partner added go too, so the schema name has to be typed, or given with
    --confirm.

    Examples:

        onboardctl sandbox drop northwind-talent --confirm partner_northwind_talent
        onboardctl sandbox drop northwind-talent --dry-run
    """
    from onboardctl.operations.sandbox.care import drop_sandbox, held_target

    place, held = held_target(run.session(), partner, target)
    name = held.schema_name
    run.confirm_name(name, f"drop {name} with all its rows", confirm)
    return drop_sandbox(place, partner, now=run.now, dry_run=run.dry_run)


@command(app, "api", writes=False, as_of=False)
def api(
    run: Run,
    format_: Annotated[
        ApiFormat, Option("--format", help="Postman collection or OpenAPI document.")
    ] = ApiFormat.POSTMAN,
    segment: Annotated[Segment | None, Option("--segment", help="Calls of one segment.")] = None,
    base_url: Annotated[
        str | None, Option("--base-url", metavar="URL", help="API; the brand's api_base.")
    ] = None,
) -> Result:
    """Print the twelve sandbox calls for Postman or as OpenAPI

    The calls of the agency, university and recruiter tracks with examples that fit a seeded
    sandbox. The key is left empty: fill the variable api_key in the tool. Enterprises have no
    calls of their own.

    Examples:

        onboardctl sandbox api
        onboardctl sandbox api --format openapi --segment agency
    """
    from onboardctl.operations.sandbox.api import describe_api

    chosen = segment.value if segment else None
    return describe_api(run.settings(), format_.value, chosen, base_url, now=run.now)


@command(app, "call", writes=True)
def call(
    run: Run,
    partner: Partner,
    call_id: Annotated[str, Argument(metavar="CALL", help="Call of the segment's track.")],
    key: Annotated[
        str | None,
        Option(
            "--key",
            metavar="SECRET",
            envvar="ONBOARDCTL_SANDBOX_KEY",
            help="Secret of a key; the newest key unless given.",
        ),
    ] = None,
    body: Annotated[
        str | None, Option("--body", metavar="JSON", help="What to send; an example that fits.")
    ] = None,
    count: Annotated[
        int, Option("--count", help="How often to make the call.", min=1, max=1000)
    ] = 1,
    target: Where = None,
) -> Result:
    """Call a sandbox as the partner's system would

    The key is checked, the token bucket of 200 calls an hour drawn on, the body held against the
    call's schema, and the answer made from the sandbox's rows; what a call adds is the partner's
    own. Without --key the newest key of the sandbox calls. Exit code 1 when the last answer is an
    error, as 429 is after the 200th call of an hour.

    Examples:

        onboardctl sandbox call northwind-talent import-candidate
        onboardctl sandbox call northwind-talent candidate-matches --body '{"candidate_id": 7}'
        onboardctl sandbox call northwind-talent candidate-matches --count 150
    """
    from onboardctl.operations.sandbox.call import CallSandbox, call_sandbox

    asked = CallSandbox(partner, call_id, key, body, count, target)
    return call_sandbox(run.session(present=True), asked)


@command(keys, "list", writes=False, as_of=False)
def list_keys(run: Run, partner: Partner, target: Where = None) -> Result:
    """List the API keys of a sandbox

    Keys marked example belong to the seeded story; nobody knows their secrets.

    Examples:

        onboardctl sandbox keys list northwind-talent
        onboardctl sandbox keys list northwind-talent -o csv
    """
    from onboardctl.operations.sandbox.keys import list_keys

    return list_keys(run.session(), partner, target)


@command(keys, "create", writes=True)
def create_key(
    run: Run,
    partner: Partner,
    name: Annotated[str, Option("--name", help="What the key is for.")] = "Sandbox",
    scope: Annotated[
        list[str] | None, Option("--scope", help="What it may do; repeatable; all.")
    ] = None,
    target: Where = None,
) -> Result:
    """Create an API key and show its secret once

    The secret is printed now and never again; only its SHA-256 is kept. Sandbox keys make 200
    calls an hour.

    Examples:

        onboardctl sandbox keys create northwind-talent --name "Integration server"
        onboardctl sandbox keys create northwind-talent --name Reports --scope reports:read
    """
    from onboardctl.operations.sandbox.keys import CreateKey, create_key

    return create_key(run.session(), CreateKey(partner, name, tuple(scope or ()), target))


@command(keys, "rotate", writes=True)
def rotate_key(run: Run, partner: Partner, key: KeyNumber, target: Where = None) -> Result:
    """Replace an API key and show the new secret once

    The old key ends at once; the new one has its name and scopes.

    Examples:

        onboardctl sandbox keys rotate northwind-talent 4
        onboardctl sandbox keys rotate northwind-talent 4 --dry-run
    """
    from onboardctl.operations.sandbox.keys import ChangeKey, rotate_key

    return rotate_key(run.session(), ChangeKey(partner, key, target))


@command(keys, "revoke", writes=True)
def revoke_key(run: Run, partner: Partner, key: KeyNumber, target: Where = None) -> Result:
    """Revoke an API key

    Calls with it are refused from now on; the row stays, with the moment.

    Examples:

        onboardctl sandbox keys revoke northwind-talent 4
        onboardctl sandbox keys revoke northwind-talent 4 --dry-run
    """
    from onboardctl.operations.sandbox.keys import ChangeKey, revoke_key

    return revoke_key(run.session(), ChangeKey(partner, key, target))
