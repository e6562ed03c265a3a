"""``plan diff`` and ``upgrade``: running plans that follow a new version of their playbook."""

from typing import Annotated, Any

from typer import Option

from onboardctl.cli.context import Run
from onboardctl.cli.plan_options import Every, OnePartner, Partner, one_or_all
from onboardctl.core.errors import Usage
from onboardctl.core.result import Result

Take = Annotated[
    str, Option("--take", metavar="SIDE", help="Where both sides changed a field: new or mine.")
]
Renamed = Annotated[
    list[str] | None,
    Option("--rename", metavar="OLD=NEW", help="A task that lives on under another id."),
]
Separate = Annotated[
    list[str] | None,
    Option("--separate", metavar="TASK", help="A removed task that no added one is the same as."),
]


def diff(
    run: Run,
    partner: Partner,
    take: Take = "",
    rename: Renamed = None,
    separate: Separate = None,
) -> Result:
    """Show what the newest version of its playbook would change in a plan

    A plan runs on the version it was made from until it is upgraded. Work that is done stays as it
    was, work that has begun keeps its owner and what was ticked or sent, the rest takes the new
    version.

    Examples:

        onboardctl plan diff northwind-talent
        onboardctl plan diff sakura-manufacturing -o csv
    """
    from onboardctl.operations.plan.upgrade import diff as compare

    return compare(run.session(), _upgrades(partner, take, rename, separate))


def upgrade(
    run: Run,
    partner: OnePartner = None,
    every: Every = False,
    take: Take = "",
    rename: Renamed = None,
    separate: Separate = None,
    auto: Annotated[
        bool, Option("--auto", help="Every running plan whose playbook allows it (its `auto`).")
    ] = False,
) -> Result:
    """Let running plans follow the newest version of their playbook

    A three-way merge by id and field: of the version the plan runs on, the new one, and what has
    happened. Nothing that is done or sent ever changes. With --all every running plan is upgraded in
    a change of its own, after consent; plans with an open question are listed and left. --auto does
    the same without asking, for playbooks that say `auto: patch` or `auto: minor`, while no more
    than that has changed: once a night is a good time for it.

    Examples:

        onboardctl plan upgrade northwind-talent --dry-run
        onboardctl plan upgrade --all --dry-run
        onboardctl plan upgrade --auto --dry-run
    """
    from onboardctl.operations.plan.upgrade import upgrade as follow
    from onboardctl.operations.plan.upgrade import upgrade_all

    named = one_or_all(partner, every=every or auto)
    request = _upgrades(named, take, rename, separate)
    if named:
        return follow(run.session(), request)
    if auto:
        request = request._replace(auto=True)
    else:
        run.confirm("Upgrade every running plan to the newest version of its playbook")
    with run.progress(None, "plans") as done:
        return upgrade_all(run.session(), request, done)


def _upgrades(
    partner: str | None, take: str, rename: list[str] | None, separate: list[str] | None
) -> Any:
    from onboardctl.operations.plan.upgrade import UpgradePlans

    if take not in {"", "new", "mine"}:
        raise Usage("upgrade.take", f'--take is "{take}", which is neither new nor mine')
    return UpgradePlans(partner, take, tuple(rename or ()), tuple(separate or ()))
