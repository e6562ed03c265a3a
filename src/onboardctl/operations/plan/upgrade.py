"""Running plans that follow a new version of their playbook: shown, and then done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Diagnostic, InvalidInput, OnboardError, Refused
from onboardctl.core.names import counted
from onboardctl.core.partner import events as e
from onboardctl.core.partner import outcomes
from onboardctl.core.partner import upgrade as core
from onboardctl.core.partner.projection import project
from onboardctl.core.partner.upgrade_values import Surroundings, Upgrade
from onboardctl.core.payloads.upgrade import UpgradedPlan, UpgradeLine, Upgrades
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.schedule import schedule
from onboardctl.core.version_range import in_range
from onboardctl.operations.lines import day, local_day
from onboardctl.operations.partner import intake
from onboardctl.operations.plan import calendars as plan_calendars
from onboardctl.operations.plan import facts as plan_facts
from onboardctl.operations.plan import inputs as plan_inputs
from onboardctl.operations.plan import planning, recurring_ahead

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change
    from onboardctl.store.engine import Row


class UpgradePlans(NamedTuple):
    """Which plans, and what a person answered beforehand.

    Attributes:
        partner: whose plan; ``None`` for every running plan.
        take: ``new`` or ``mine`` where both sides changed a field; empty keeps mine and says so.
        renamed: ``old=new``: a removed task that lives on under another id.
        separate: removed tasks that no added one is the same as.
        auto: only plans whose playbook lets as much change by itself (its ``auto``).
    """

    partner: str | None
    take: str = ""
    renamed: tuple[str, ...] = ()
    separate: tuple[str, ...] = ()
    auto: bool = False


def diff(session: Session, request: UpgradePlans) -> Result:
    """What an upgrade of one plan would do; nothing is written."""
    assert request.partner is not None
    return _one(session._replace(dry_run=True), request, "plan diff")


def upgrade(session: Session, request: UpgradePlans) -> Result:
    """Let one plan follow its playbook as the file says now.

    Raises:
        Refused: the plan runs on a newer version, or a question is open.
        InvalidInput: the playbook has errors, or asks for an anchor that was never given.
    """
    return _one(session, request, "plan upgrade")


def _one(session: Session, request: UpgradePlans, command: str) -> Result:
    row = session.find_partner(request.partner or "")
    new = intake.load_playbook(session, row["playbook"])
    plan, lines = _upgrade(session, row, new, request, command, strict=command == "plan upgrade")
    dry = command == "plan diff"
    if dry and plan.state == "upgraded":
        plan = plan._replace(state="differs")
    said = {
        "current": f"nothing to do: {plan.name} follows {plan.playbook} {new.edition} already",
        "blocked": plan.why,
    }.get(
        plan.state,
        f"{plan.name} {'would follow' if dry else 'follows'} {plan.playbook} {new.edition}",
    )
    step = "plan upgrade" if dry else "plan replan"
    return Result(
        command,
        "upgrade/1",
        Upgrades((plan,), lines),
        as_of=session.moment,
        zone=row["zone"],
        messages=(said,),
        next_steps=(f"onboardctl {step} {plan.partner} --dry-run",)
        if plan.state != "current"
        else (),
        dry_run=session.dry_run and not dry,
    )


def upgrade_all(session: Session, request: UpgradePlans, count: Callable[[int], object]) -> Result:
    """Let every running plan follow its playbook, each in a change of its own.

    Plans that cannot be upgraded are listed with the reason, and stop nobody else.

    Args:
        session: an open session.
        request: what was answered beforehand.
        count: called with the number of plans done since the last call.
    """
    loaded: dict[str, Playbook | OnboardError] = {}
    plans: list[UpgradedPlan] = []
    lines: list[UpgradeLine] = []
    for row in _running(session):
        new = _loaded(session, row["playbook"], loaded)
        if isinstance(new, OnboardError):
            plans.append(_refused(row, "", new))
        elif row["digest"] != new.digest and (
            not request.auto or _by_itself(session.playbook(row["digest"]), new)
        ):
            try:
                plan, more = _upgrade(session, row, new, request, "plan upgrade --all")
            except (Refused, InvalidInput) as error:
                plan, more = _refused(row, new.version, error), ()
            if plan.state != "current":
                plans.append(plan)
                lines += more
        count(1)
    done = sum(plan.state == "upgraded" for plan in plans)
    left = [plan for plan in plans if plan.state in {"blocked", "refused"}]
    return Result(
        "plan upgrade",
        "upgrade/1",
        Upgrades(tuple(plans), tuple(lines)),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(f"{counted(done, 'plan')} upgraded" if plans else "nothing to do",),
        warnings=tuple(
            Diagnostic("upgrade.left", f"{plan.partner}: {plan.why}", severity="warning")
            for plan in left
        ),
        dry_run=session.dry_run,
    )


def _by_itself(old: Playbook, new: Playbook) -> bool:
    """Whether the new version says that plans take as much of a change without being told to."""
    from onboardctl.core.compile.versions import BUMPS, changes, required_bump

    if not new.auto:
        return False
    return BUMPS.index(required_bump(changes(old, new))) <= BUMPS.index(new.auto)


def _running(session: Session) -> list[Row]:
    everybody: dict[str, Any] = {"playbook": None, "finished": 0, "limit": plan_inputs.EVERYBODY}
    rows = session.store.rows("plan_inputs.plans", **everybody)
    return sorted(rows, key=lambda row: str(row["slug"]))


def _loaded(
    session: Session, name: str, loaded: dict[str, Playbook | OnboardError]
) -> Playbook | OnboardError:
    if name not in loaded:
        try:
            loaded[name] = intake.load_playbook(session, name)
        except OnboardError as error:
            loaded[name] = error
    return loaded[name]


def _refused(row: Row, version: str, error: OnboardError) -> UpgradedPlan:
    return UpgradedPlan(
        row["slug"],
        row["name"],
        row["playbook"],
        row["playbook_version"],
        version,
        "refused",
        why=error.message,
    )


def _upgrade(
    session: Session,
    row: Row,
    new: Playbook,
    request: UpgradePlans,
    command: str,
    *,
    strict: bool = False,
) -> tuple[UpgradedPlan, tuple[UpgradeLine, ...]]:
    """Upgrade one plan; with ``strict`` an open question is refused, else the plan is left."""
    with session.change(command) as change:
        before = change.partner(row["partner_id"])
        old = session.playbook(before.digest)
        _refuse_older(before, old, new)
        found = core.upgrade(old, new, before, _around(session, before, new, request))
        plan = UpgradedPlan(
            before.slug,
            before.name,
            before.playbook,
            before.playbook_version,
            new.version,
            "current",
        )
        if found.unanswered:
            plan = plan._replace(state="blocked", why=_question(found.unanswered))
            if strict:
                raise _open_question(before, found.unanswered)
        elif found.fact is not None:
            plan = _follow(session, change, before, old, found, plan)
    lines = tuple(UpgradeLine(plan.partner, *line) for line in found.lines)
    return plan, () if plan.state == "current" else lines


def _refuse_older(partner: Partner, old: Playbook, new: Playbook) -> None:
    """A plan never goes back, neither to an older file nor to one over an older playbook below."""
    was = {one.id: one.version for one in old.layers}
    pairs = [(partner.playbook_version, new.version)]
    if partner.playbook_version == new.version:
        pairs += [(was[one.id], one.version) for one in new.layers if one.id in was]
    if any(in_range(before, f">{after}") for before, after in pairs):
        runs_on = old._replace(version=partner.playbook_version).edition
        raise Refused(
            "upgrade.older",
            f"{partner.name} runs on {partner.playbook} {runs_on}, "
            f"which is newer than {new.edition} of the file",
            hint=f"see the file with `onboardctl playbook show {partner.playbook}`",
        )


def _question(pairs: tuple[tuple[str, str], ...]) -> str:
    return "; ".join(f'has "{old}" become "{new}"?' for old, new in pairs)


def _open_question(partner: Partner, pairs: tuple[tuple[str, str], ...]) -> Refused:
    old, new = pairs[0]
    return Refused(
        "upgrade.renamed",
        f"work on {partner.name} has begun under ids that are gone: {_question(pairs)}",
        hint=f"say `--rename {old}={new}`, or `--separate {old}` when they are two things; "
        "for all plans add it to migrations.rename of the playbook",
    )


def _around(
    session: Session, partner: Partner, new: Playbook, request: UpgradePlans
) -> Surroundings:
    """What the merge must know: facts, the day, and the days of the new version on paper."""
    facts = planning.facts_for_dates(partner)
    paper = schedule(
        new,
        facts=facts,
        given={a: planning.moment_or_date(text) for a, text in partner.given.items()},
        zone=partner.zone,
        calendar=session.calendar(partner, new),
    )
    return Surroundings(
        facts=facts,
        today=local_day(session.now, partner.zone),
        now=session.now,
        ends={task.task: task.finish_on for task in paper.tasks},
        moments={
            mail.message: moment
            for mail in paper.messages
            if (moment := mail.due_at or mail.upon_at) is not None
        },
        take=request.take,
        renamed=_pairs(request.renamed),
        separate=frozenset(request.separate),
    )


def _pairs(typed: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in typed:
        old, equals, new = (part.strip() for part in text.partition("="))
        if not old or not equals or not new:
            raise InvalidInput(
                "upgrade.form",
                f'"{text}" is not old=new',
                hint="write `--rename kickoff=kickoff-call`",
            )
        found[old] = new
    return found


def _follow(
    session: Session,
    change: Change,
    before: Partner,
    old: Playbook,
    found: Upgrade,
    plan: UpgradedPlan,
) -> UpgradedPlan:
    """Record the upgrade, date the plan again, judge its outcomes."""
    assert found.fact is not None
    playbook = found.playbook
    if session.store.one("playbook_version.known", digest=playbook.digest) is None:
        from onboardctl.operations.kpi.versions import refuse_changed  # once for each version

        refuse_changed(session, playbook)
    change.keep_playbook(playbook)
    unassigned = [e.TaskAssigned(task, "") for task in found.unassigned]
    after = change.append(before, [found.fact, *unassigned])
    news, _ = plan_calendars.renewed(session, after, playbook)
    after = change.append(after, news)
    dated = planning.compute(after, playbook, session.now, session.calendar(after, playbook))
    fact = plan_facts.rescheduled(after, playbook, dated)
    after = change.append(after, [fact] if fact else [])
    after = recurring_ahead.lay_out(session, change, after, playbook, dated)
    after = change.append(after, outcomes.judge(after, playbook, session.now))
    change.summary = f"{after.name}: {plan.playbook} {plan.was_version} to {plan.version}"
    (was,) = project(before, old)["partner"].values()
    (now,) = project(after, playbook)["partner"].values()
    return plan._replace(
        state="upgraded",
        moved=len(fact.moves) if fact else 0,
        was_on=day(was["finish_on"]),
        finish_on=day(now["finish_on"]),
    )
