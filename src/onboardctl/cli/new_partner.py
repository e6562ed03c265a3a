"""``new-partner``: take on a partner at signature."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_playbook
from onboardctl.cli.context import Run
from onboardctl.core.result import Result
from onboardctl.core.types import Segment, Tier

app = single()

TIERS = (
    (Tier.DEVELOPER.value, "Developer: self-service, e-mail support"),
    (Tier.BUSINESS.value, "Business: live training, prioritized tickets"),
    (Tier.ENTERPRISE.value, "Enterprise: round the clock, an account manager of their own"),
)
SEGMENTS = (
    (Segment.AGENCY.value, "Workforce agency"),
    (Segment.UNIVERSITY.value, "University or educational institution"),
    (Segment.RECRUITER.value, "Recruitment or staffing firm"),
    (Segment.ENTERPRISE.value, "Enterprise or large organization"),
)


@command(app, "new-partner", writes=True)
def new_partner(
    run: Run,
    name: Annotated[
        str | None, Argument(metavar="[NAME]", help="Name of the organization.")
    ] = None,
    playbook: Annotated[
        str | None,
        Option("--playbook", "-p", help="Playbook to follow.", autocompletion=complete_playbook),
    ] = None,
    tier: Annotated[Tier | None, Option("--tier", "-t", help="Tier of the contract.")] = None,
    segment: Annotated[Segment | None, Option("--segment", help="Segment of the partner.")] = None,
    signed: Annotated[
        str | None,
        Option("--signed", metavar="WHEN", help="Signature: a date, a local time, today; now."),
    ] = None,
    contact: Annotated[
        list[str] | None,
        Option(
            "--contact",
            metavar='"[ROLE=]NAME <MAIL>"',
            help="A person there; the first is primary.",
        ),
    ] = None,
    users: Annotated[int | None, Option("--users", min=1, help="People who will use it.")] = None,
    contract: Annotated[
        str | None, Option("--contract", metavar="ID", help="Contract number.")
    ] = None,
    zone: Annotated[
        str | None, Option("--timezone", metavar="ZONE", help="Their time zone, Europe/Berlin.")
    ] = None,
    locale: Annotated[str | None, Option("--locale", help="Language of their mails.")] = None,
    brand: Annotated[str | None, Option("--brand", help="Brand they hear from.")] = None,
    slug: Annotated[str | None, Option("--slug", help="Short name to type; from the name.")] = None,
    fact: Annotated[
        list[str] | None, Option("--set", metavar="FACT=VALUE", help="A fact or a link.")
    ] = None,
    team: Annotated[
        list[str] | None, Option("--team", metavar="ROLE=PERSON", help="Who plays a role.")
    ] = None,
    anchor: Annotated[
        list[str] | None, Option("--anchor", metavar="ANCHOR=WHEN", help="A date to start from.")
    ] = None,
    have: Annotated[
        list[str] | None,
        Option("--have", metavar="ID|all", help="A prerequisite that is fulfilled."),
    ] = None,
    calendar: Annotated[
        str | None,
        Option("--calendar", metavar="NAME", help="Calendar they work by, or a country: US."),
    ] = None,
    similar_ok: Annotated[
        bool, Option("--similar-ok", help="A partner of nearly this name is somebody else.")
    ] = False,
) -> Result:
    """Start a partnership: plan, owners, clocks, first mail

    What is not given by a flag is asked on a terminal. The plan is dated from the signature, the
    people come from the staff of the workspace by role, and the clocks of what was promised start.

    Examples:

        onboardctl new-partner "Aurora Talent" --playbook beta-28-day --tier business --segment agency --contact "Mia Ray <mia@aurora.example>"
        onboardctl new-partner "Birchwood College" -p partner-enablement -t enterprise --segment university --signed 2026-03-02 --contact "Jo Lind <jo@birchwood.example>" --dry-run
    """
    from onboardctl.operations.new_partner import NewPartner
    from onboardctl.operations.new_partner import new_partner as take_on

    session = run.session()
    asked = _Asked(run)
    request = NewPartner(
        name=name or run.ask_text("NAME", "Name of the organization"),
        playbook=playbook or asked.playbook(session),
        tier=(tier or run.ask_choice("--tier", "Tier of the contract", TIERS)),
        segment=(segment or run.ask_choice("--segment", "Segment", SEGMENTS)),
        signed=signed,
        contacts=tuple(contact or asked.contact()),
        users=users,
        contract=contract,
        zone=zone,
        locale=locale,
        brand=brand,
        slug=slug,
        facts=tuple(fact or ()),
        team=tuple(team or ()),
        anchors=tuple(anchor or ()),
        confirmed=tuple(have or ()),
        similar_ok=similar_ok,
        calendar=calendar,
    )
    request = request._replace(tier=str(request.tier), segment=str(request.segment))
    if not have and run.interactive:
        request = request._replace(confirmed=asked.prerequisites(session, request.playbook))
    return take_on(session, request)


class _Asked:
    """Questions for a terminal about what no flag said."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def playbook(self, session: object) -> str:
        from onboardctl.operations.intake import playbook_choices

        choices = playbook_choices(session)  # type: ignore[arg-type]
        return self.run.ask_choice("--playbook", "Playbook to follow", choices)

    def contact(self) -> list[str]:
        name = self.run.ask_text("--contact", "Primary contact, name")
        mail = self.run.ask_text("--contact", "Primary contact, e-mail address")
        return [f"{name} <{mail}>"]

    def prerequisites(self, session: object, playbook: str) -> tuple[str, ...]:
        from onboardctl.operations.intake import prerequisite_choices

        choices = prerequisite_choices(session, playbook)  # type: ignore[arg-type]
        return (
            self.run.ask_many("--have", "Which of these are fulfilled", choices) if choices else ()
        )
