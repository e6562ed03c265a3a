"""Who the partners of the example are, what happens to them, and the team that serves them."""

from __future__ import annotations

from onboardctl.core.lifecycle import LIFECYCLE
from onboardctl.core.record import NamedTuple
from onboardctl.operations.measured.action import AddAction


class Story(NamedTuple):
    """One partner of the example.

    Attributes:
        days: how many days ago it began.
        until: finish tasks whose planned end lies at least ``behind`` days in the past.
        behind: how many days the team runs after its plan.
        trouble: what went wrong: ``blocked``, ``gate``, ``paused``, ``silent``, or nothing.
        scores: satisfaction given when asked, on ten.
    """

    name: str
    playbook: str
    tier: str
    segment: str
    days: int
    contact: str
    zone: str
    users: int
    behind: int = 0
    trouble: str = ""
    scores: int = 9
    locale: str = "en"


WORKSPACE = {
    "brands": ("credlink", "skillforge"),
    "staff": (
        "csm+account_manager+bd_manager=Ada Lovelace <ada@example.com>",
        "technical_lead+solutions_architect+solution_architect=Tim Berg <tim@example.com>",
        "customer_engineer+qa_lead=Kim Sato <kim@example.com>",
        "support_manager+support_lead=Uma Patel <uma@example.com>",
        "founder=Max Frey <max@example.com>",
        "trainee=Nora Lind <nora@example.com>",
    ),
    "tier_slas": ("developer=1bd/5bd", "business=4h/2bd", "enterprise=1h/8h"),
    "support_hours": (
        "developer=Monday to Friday, 9 to 17",
        "business=Monday to Friday, 8 to 20",
        "enterprise=24/7",
    ),
    "support_channels": ("enterprise=#skillforge-support and the on-call line",),
    "on_call": "+1 555-0142",
    "links": (
        "calendar_link=https://meet.example.com/kickoff",
        "calendly_link=https://meet.example.com/kickoff",
        "slack_invite_link=https://chat.example.com/join",
        "documentation_link=https://docs.example.com/start",
        "welcome_package_link=https://docs.example.com/welcome",
        "survey_link=https://forms.example.com/onboarding",
        "integration_playbook_link=https://docs.example.com/integration",
        "support_portal_link=https://support.example.com",
    ),
    "zone": "Europe/Berlin",
    "example": True,
}
"""The settings of the example; the hours are invented and marked as such (A39)."""

LUKEWARM = 8
"""Partners that score higher answer surveys warmly and consent to be named."""

BETA, ENABLEMENT = "beta-28-day", "partner-enablement"

STORIES = (
    Story("Northwind Talent", BETA, "business", "agency", 9, "Mia Ray", "America/Chicago", 180),
    Story("Lakeside College", BETA, "enterprise", "university", 33, "Jo Lindqvist", "Europe/Stockholm", 420, scores=10),
    Story("Orchard Recruiting", BETA, "developer", "recruiter", 16, "Sam Osei", "Europe/London", 60, trouble="gate"),
    Story("Meridian Logistics", BETA, "enterprise", "enterprise", 12, "Ana Duarte", "Europe/Lisbon", 900, trouble="blocked"),
    Story("Harbor Workforce Board", BETA, "business", "agency", 24, "Lee Chan", "America/New_York", 240, behind=2),
    Story("Alpenblick Hochschule", BETA, "business", "university", 2, "Petra Huber", "Europe/Zurich", 310, locale="de"),
    Story("Quillfeather Staffing", BETA, "developer", "recruiter", 20, "Noor Aziz", "Asia/Dubai", 45, behind=6, trouble="silent", scores=7),
    Story("Bluefin Media", BETA, "business", "enterprise", 50, "Ida Moreau", "Europe/Paris", 520, scores=9),
    Story("Granite State Jobs", ENABLEMENT, "developer", "agency", 5, "Tom Bailey", "America/New_York", 30),
    Story("Universidad del Sur", ENABLEMENT, "business", "university", 18, "Luz Romero", "America/Bogota", 260, behind=1),
    Story("Keystone Executive Search", ENABLEMENT, "enterprise", "recruiter", 30, "Gail Stone", "America/Denver", 120),
    Story("Sakura Manufacturing", ENABLEMENT, "enterprise", "enterprise", 11, "Kenji Mori", "Asia/Tokyo", 1400, scores=10),
    Story("Tidewater Training", ENABLEMENT, "business", "agency", 12, "Rosa Klein", "Europe/Berlin", 75, trouble="paused"),
    Story("Fjord Analytics", ENABLEMENT, "business", "enterprise", 1, "Eirik Dahl", "Europe/Oslo", 610),
    Story("Delta Bridge Staffing", LIFECYCLE, "business", "recruiter", 17, "Inga Vogt", "Europe/Vienna", 90),
)  # fmt: skip

TAKEN_UP = AddAction(
    "Call the sponsors of customers that are not live yet",
    kpi="beta-28-day.integration_completion",
    expected="four more go-lives",
)
"""What the KPI review of the example decided."""

NUMBERS = {
    "kickoff-call": ("kickoff_satisfaction={score}",),
    "validation": (
        "items_processed=1250",
        "response_time={latency}",
        "uptime=99.95%",
        "security_vulnerabilities=0",
    ),
    "go-live": ("go_live_satisfaction={score}", "first_items_verified=340"),
    "optimization": ("technical_satisfaction={score}", "csat={score}"),
    "structured-feedback": ("nps={score}", "pmf={pmf}", "case_study={consent}"),
    "business-review": ("expansion_request={requests}",),
    "success-planning": ("reference={consent}",),
}
"""What is measured when a task ends; tasks that are not named measure nothing."""
