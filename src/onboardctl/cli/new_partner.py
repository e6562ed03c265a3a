"""``new-partner``: take on a partner at signature."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_playbook
from onboardctl.cli.context import Run
from onboardctl.core.result import Result
from onboardctl.core.types import Segment, Tier

if TYPE_CHECKING:
    from onboardctl.operations.partner.new_partner import NewPartner
    from onboardctl.operations.session import Session

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
        onboardctl new-partner "Cedar Clinics" -p beta-28-day -t business --segment enterprise --contact "Al Roy <al@cedar.example>" --calendar US --dry-run
    """
    from onboardctl.operations.partner.new_partner import NewPartner
    from onboardctl.operations.partner.new_partner import new_partner as take_on

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
    if run.interactive:
        request = asked.the_rest(session, request)
    return take_on(session, request)


class _Asked:
    """Questions for a terminal about what no flag said."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def playbook(self, session: "Session") -> str:
        from onboardctl.operations.partner.intake import playbook_choices

        choices = playbook_choices(session)
        return self.run.ask_choice("--playbook", "Playbook to follow", choices)

    def contact(self) -> list[str]:
        name = self.run.ask_text("--contact", "Primary contact, name")
        mail = self.run.ask_text("--contact", "Primary contact, e-mail address")
        return [f"{name} <{mail}>"]

    def the_rest(self, session: "Session", request: "NewPartner") -> "NewPartner":
        """What may stay open: Enter leaves it so."""
        from onboardctl.operations.partner.intake import open_facts, prerequisite_choices

        signed = request.signed or self._maybe("--signed", "Signed on (2026-03-02; Enter: now)")
        users = request.users or self._maybe("--users", "How many people will use it", _is_count)
        contract = request.contract or self._maybe("--contract", "Contract number")
        zone = request.zone or self._maybe("--timezone", f"Time zone ({session.settings.zone})")
        facts = request.facts
        for fact, question in open_facts(session, request.playbook, facts):
            answer = self._maybe("--set", question)
            facts = (*facts, f"{fact}={answer}") if answer else facts
        confirmed = request.confirmed
        choices = prerequisite_choices(session, request.playbook)
        if choices and not confirmed:
            confirmed = self.run.ask_many("--have", "Which of these are fulfilled", choices)
        return request._replace(
            signed=signed,
            users=int(users) if users else None,
            contract=contract,
            zone=zone,
            facts=facts,
            confirmed=confirmed,
        )

    def _maybe(
        self, flag: str, question: str, check: Callable[[str], str | None] | None = None
    ) -> str | None:
        return self.run.ask_text(flag, question, default="", check=check).strip() or None


def _is_count(text: str) -> str | None:
    good = not text.strip() or (text.strip().isdecimal() and int(text) > 0)
    return None if good else "a whole number, or nothing"
