"""Every top-level name: the module that has it, one line of help, and its panel.

Modules load when their command runs, so that start-up does not grow with the program.
"""

from onboardctl.core.record import NamedTuple

DAILY = "Daily"
PLAN = "Plan and checklist"
CONTENT = "Content"
REPORTS = "Sandbox and reports"
SETUP = "Store and setup"
PANELS = (DAILY, PLAN, CONTENT, REPORTS, SETUP)

JOURNEYS = ("new-partner", "render", "seed-sandbox", "report")
"""The four journeys, shown first when no command is given."""


class Entry(NamedTuple):
    """One top-level name; ``help`` repeats the first line of the module's command or group."""

    target: str
    help: str
    panel: str


ENTRIES: dict[str, Entry] = {
    "new-partner": Entry(
        "onboardctl.cli.new_partner:app",
        "Start a partnership: plan, owners, clocks, first mail",
        DAILY,
    ),
    "render": Entry("onboardctl.cli.render:app", "Write the finished mail for a partner", DAILY),
    "seed-sandbox": Entry(
        "onboardctl.cli.seed_sandbox:app", "Build a believable sandbox for a partner", DAILY
    ),
    "report": Entry(
        "onboardctl.cli.report:app", "Report the numbers with target, band and n", DAILY
    ),
    "send": Entry("onboardctl.cli.send:app", "Send a mail to a partner, once", DAILY),
    "today": Entry(
        "onboardctl.cli.today:app", "List what is due, late or blocked, first things first", DAILY
    ),
    "status": Entry(
        "onboardctl.cli.status:app", "Show where partners stand and what is late", DAILY
    ),
    "advance": Entry(
        "onboardctl.cli.advance:app",
        "Tick items, complete tasks and pass gates of a partner",
        DAILY,
    ),
    "partner": Entry("onboardctl.cli.partner:app", "Work with partners", PLAN),
    "plan": Entry("onboardctl.cli.plan:app", "Show and move the dated plan of a partner", PLAN),
    "task": Entry("onboardctl.cli.task:app", "Work on single tasks of a plan", PLAN),
    "recurring": Entry(
        "onboardctl.cli.recurring:app",
        "Show recurring work, and move or call off one time of it",
        PLAN,
    ),
    "why": Entry("onboardctl.cli.why:app", "Explain a date, an outcome or a number", PLAN),
    "log": Entry("onboardctl.cli.log:app", "List who changed what, and when", PLAN),
    "undo": Entry("onboardctl.cli.undo:app", "Take back the latest change", PLAN),
    "comms": Entry("onboardctl.cli.comms:app", "Follow the mails that partners are owed", PLAN),
    "stage": Entry("onboardctl.cli.stage:app", "Lead a partnership from stage to stage", PLAN),
    "ticket": Entry(
        "onboardctl.cli.ticket:app", "Open tickets, work on them and explain their clocks", PLAN
    ),
    "renewal": Entry("onboardctl.cli.renewal:app", "Renew contracts in time", PLAN),
    "revenue": Entry(
        "onboardctl.cli.revenue:app", "Record what partners bring, and their share of it", PLAN
    ),
    "payout": Entry(
        "onboardctl.cli.payout:app", "See what partners are owed of the revenue, and pay it", PLAN
    ),
    "campaign": Entry(
        "onboardctl.cli.campaign:app", "Run campaigns, case studies, webinars and expansions", PLAN
    ),
    "consent": Entry(
        "onboardctl.cli.consent:app", "Keep what partners allow us to say of them", PLAN
    ),
    "outbox": Entry("onboardctl.cli.outbox:app", "Follow mails on their way out", PLAN),
    "sla": Entry(
        "onboardctl.cli.sla:app", "Watch what breaks next and bring SLA policies into force", PLAN
    ),
    "feedback": Entry(
        "onboardctl.cli.feedback:app", "Take in what partners say, settle it and answer", PLAN
    ),
    "health": Entry(
        "onboardctl.cli.health:app", "Score partnerships from what is recorded, and say why", PLAN
    ),
    "intervention": Entry(
        "onboardctl.cli.intervention:app",
        "Act on warning signs, and climb the ladder while they persist",
        PLAN,
    ),
    "review": Entry(
        "onboardctl.cli.review:app", "See reviews come, hold them and keep their minutes", PLAN
    ),
    "training": Entry(
        "onboardctl.cli.training:app", "Train the teams and follow their certificates", PLAN
    ),
    "team": Entry("onboardctl.cli.team:app", "See who does what, and hand work over", PLAN),
    "playbook": Entry("onboardctl.cli.playbook:app", "List, show and check playbooks", CONTENT),
    "calendar": Entry(
        "onboardctl.cli.calendar:app",
        "Show calendars and count open time and business days",
        CONTENT,
    ),
    "template": Entry(
        "onboardctl.cli.template:app", "List, show, check and copy mail templates", CONTENT
    ),
    "sandbox": Entry(
        "onboardctl.cli.sandbox:app", "List, verify, reset and drop sandboxes", REPORTS
    ),
    "kpi": Entry("onboardctl.cli.kpi:app", "Show and explain KPI definitions", REPORTS),
    "action": Entry(
        "onboardctl.cli.action:app", "Take up what numbers ask for, and close it", REPORTS
    ),
    "survey": Entry("onboardctl.cli.survey:app", "Keep and list answers of surveys", REPORTS),
    "usage": Entry(
        "onboardctl.cli.product_usage:app",
        "Read in and show how partners use the product",
        REPORTS,
    ),
    "init": Entry("onboardctl.cli.init:app", "Create a workspace", SETUP),
    "demo": Entry(
        "onboardctl.cli.demo:app", "Build an example workspace and walk the four journeys", SETUP
    ),
    "doctor": Entry(
        "onboardctl.cli.doctor:app", "Check this machine, the workspace and the store", SETUP
    ),
    "config": Entry(
        "onboardctl.cli.config:app", "Show settings and where each value came from", SETUP
    ),
    "store": Entry("onboardctl.cli.store:app", "Check, back up and query the store", SETUP),
    "completion": Entry(
        "onboardctl.cli.completion:app", "Print the completion script of a shell", SETUP
    ),
    "version": Entry("onboardctl.cli.version:app", "Show the versions a bug report needs", SETUP),
}
