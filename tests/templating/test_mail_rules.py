"""What the documents say a mail must carry, criterion by criterion."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from mail_samples import NOW, bundled, mail
from onboardctl.core.message import NextMeeting, Variable
from onboardctl.core.playbook import Duration

LANGUAGES = ("en", "de")


def test_a2_the_welcome_of_skillforge_has_its_subject_and_the_tiers_name():
    """Source: Partner Enablement Playbook §1.2."""
    assert mail("welcome", tier="enterprise").subject == (
        "Welcome to SkillForge – Getting Started with Your Enterprise Plan"
    )


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize(
    "part",
    [
        "https://sandbox.skillforge.com",
        "https://sandbox.api.skillforge.com",
        "https://dashboard.skillforge.com",
        "200",
        "SSO",
        "https://survey.example.com/start?a=1&b=2",
        "https://docs.example.com/guide",
        "https://calendar.example.com/kickoff",
        "the priority queue",
        "Monday to Friday, 08:00 to 18:00",
        "Zoë Ångström",
        "Acme Workforce",
        "Ana Díaz\nCustomer Success @ SkillForge",
    ],
)
def test_a3_the_welcome_carries_every_address_and_step(locale, part):
    """Source: Partner Enablement Playbook §1.2."""
    assert part in mail("welcome", locale=locale).text


def test_a3_no_mail_carries_a_secret():
    text = mail("welcome").text.lower()
    assert "password" not in text
    assert "never by mail" in text


@pytest.mark.parametrize(
    ("locale", "hours"),
    [("en", ["8 business hours", "3 business days"]), ("de", ["8 Geschäftsstunden", "3 Werktage"])],
)
@pytest.mark.parametrize("name", ["welcome", "sla_confirmation"])
def test_a2_a5_both_mails_state_the_hours_of_the_tier(name, locale, hours):
    text = mail(name, locale=locale).text
    assert [hour for hour in hours if hour in text] == hours


@pytest.mark.parametrize(
    "part",
    [
        "99.5% monthly uptime for core API and dashboard services",
        "https://support.example.com",
        "C-2026-014",
        "#skillforge-support",
        "Ana Díaz",
        "confirm",
        "distribution list",
        "Bo Chen\nSupport Operations @ SkillForge",
    ],
)
def test_a5_a6_a7_the_sla_confirmation_carries_its_plan(part):
    """Source: Partner Enablement Playbook §1.4."""
    message = mail("sla_confirmation")
    assert part in message.text
    assert message.subject == "SkillForge SLA & Escalation Plan – Acme Workforce"


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize(
    ("tier", "shown"), [("developer", False), ("business", False), ("enterprise", True)]
)
def test_a7_the_on_call_line_is_for_enterprise_alone(locale, tier, shown):
    message = mail("sla_confirmation", locale=locale, tier=tier)
    assert ("+1 555 010 0199" in message.text, "+1 555 010 0199" in message.html) == (shown, shown)
    assert "#skillforge-support" in message.text
    assert [line[:2] for line in message.text.split("\n") if line[:1].isdigit()] == [
        "1.",
        "2.",
        "3.",
    ]


@pytest.mark.parametrize(
    ("brand", "locale", "thanks"),
    [
        ("skillforge", "en", "Thank you for taking the time to meet us."),
        ("skillforge", "de", "vielen Dank für das Gespräch."),
        ("credlink", "en", "Thank you for the good conversation at the kickoff."),
        ("credlink", "de", "vielen Dank für das gute Auftaktgespräch."),
    ],
)
def test_a38_it_thanks_for_the_meeting_only_when_there_was_one(brand, locale, thanks):
    held = mail("sla_confirmation", brand, locale, kickoff_held=True).text
    before = mail("sla_confirmation", brand, locale, kickoff_held=False).text
    assert (thanks in held, thanks in before) == (True, False)


@pytest.mark.parametrize(
    "part",
    [
        "Unlimited API usage for 3 months, completely free",
        "White-glove integration support",
        "weekly check-in call",
        "Priority access",
        "A 50% lifetime discount",
        "Cy Park, cy@credlink.example",
        "Dee Fox, dee@credlink.example",
        "Eli Ray, eli@credlink.example",
        "(30 minutes): https://calendar.example.com/kickoff",
        "https://slack.example.com/invite",
        "https://docs.example.com",
        "https://docs.example.com/welcome",
        "- Week 1: kickoff and technical setup",
        "- Week 2: integration and testing",
        "- Week 3: production deployment",
        "- Week 4: feedback and success planning",
        "within the next 48 hours",
        "Flo Gray\nFounder, CredLink",
    ],
)
def test_d34_the_welcome_of_the_beta_carries_benefits_team_steps_and_weeks(part):
    """Source: Customer Onboarding Process, Welcome Email (Day 1)."""
    message = mail("welcome", "credlink")
    assert part in message.text
    assert message.subject == "🎉 Welcome to CredLink Beta Program - Acme Workforce"


def test_d34_the_beta_offers_exactly_five_benefits():
    text = mail("welcome", "credlink").text
    block = text.split("What you get\n")[1].split("\n\nYour onboarding team")[0]
    assert len([line for line in block.split("\n") if line.startswith("- ")]) == 5


def test_d34_the_48_hours_become_a_deadline_of_the_partner():
    promise = mail("welcome", "credlink").promises[0]
    assert (promise.owner, promise.within, promise.due_at) == (
        "partner",
        Duration(48, "h"),
        NOW + timedelta(hours=48),
    )


def test_a5_the_hours_of_the_sla_become_promises_that_start_with_a_ticket():
    promises = {one.id: one for one in mail("sla_confirmation", tier="enterprise").promises}
    first = promises["first-response"]
    assert (first.text, first.owner, first.starts, first.within, first.due_at) == (
        "1 hour to a first response",
        "ours",
        "ticket_opened",
        Duration(1, "h"),
        None,
    )
    assert promises["confirm-receipt"].owner == "partner"


@pytest.mark.parametrize(
    ("locale", "hours"),
    [
        ("en", ["1 hour", "4 hours", "24 hours", "72 hours"]),
        ("de", ["1 Stunde", "4 Stunden", "24 Stunden", "72 Stunden"]),
    ],
)
def test_d37_the_beta_states_four_priorities_with_their_hours(locale, hours):
    """Source: Customer Onboarding Process, Issue Classification."""
    message = mail("sla_confirmation", "credlink", locale)
    lines = [line for line in message.text.split("\n") if line.startswith("- ")]
    assert [hour in line for hour, line in zip(hours, lines, strict=True)] == [True] * 4
    assert [one.within for one in message.promises[:4]] == [
        Duration(amount, "h") for amount in (1, 4, 24, 72)
    ]


def test_d39_the_beta_names_three_levels_and_their_people():
    text = mail("sla_confirmation", "credlink").text
    for level, person in (("Level 1", "Eli Ray"), ("Level 2", "Dee Fox"), ("Level 3", "Flo Gray")):
        (line,) = [line for line in text.split("\n") if level in line]
        assert person in line


def test_b17_brand_domain_and_website_are_the_brands_own():
    message = mail("welcome", "credlink")
    assert (message.brand, message.domain) == ("credlink", "credlink.example")
    assert "skillforge" not in (message.text + message.html).lower()


def test_a33_both_mails_of_a_contract_are_due_once_for_it():
    for name in ("welcome", "sla_confirmation"):
        assert mail(name).occasion == "C-2026-014"


def test_c19_each_term_of_a_contract_has_a_notice_of_its_own():
    first, next_term = (
        mail("renewal_notice", moments={"contract_end": ends}).occasion
        for ends in (date(2027, 3, 1), date(2028, 3, 1))
    )
    assert (first, next_term) == ("C-2026-014 to 2027-03-01", "C-2026-014 to 2028-03-01")


def test_without_a_contract_number_the_partner_itself_is_the_occasion():
    assert mail("welcome", contract_id=None).occasion == "P-0001"


def test_a4_the_kickoff_agenda_has_six_items_of_sixty_minutes_and_its_people():
    """Source: Partner Enablement Playbook §1.3."""
    message = mail("kickoff_60")
    minutes = [int(part) for part in re.findall(r"\((\d+) min\)", message.text)]
    assert (minutes, sum(minutes)) == ([10, 10, 15, 15, 5, 5], 60)
    people = ["Ana Díaz", "Sol Arc", "Lea Sup", "Zoë Ångström, Max Boss", "Zoom or Teams"]
    assert [one for one in people if one in message.text] == people
    assert (message.kind, message.sender, message.to) == ("agenda", None, ())


def test_d31_the_kickoff_of_the_beta_has_sixteen_points_in_thirty_minutes():
    """Source: Customer Onboarding Process, Kickoff Call Template."""
    text = mail("kickoff_30", "credlink").text
    minutes = [int(part) for part in re.findall(r"\((\d+) min\)", text)]
    points = text.split("Introduction (5 min)")[1]
    assert (minutes, sum(minutes)) == ([5, 10, 10, 5], 30)
    assert len(re.findall(r"(?m)^- ", points)) == 16


@pytest.mark.parametrize(
    ("tier", "last"),
    [
        ("business", "whether Advanced Analytics would help you"),
        ("enterprise", "what the renewal of your Enterprise SLA should hold"),
    ],
)
def test_a8_the_qbr_invitation_has_four_topics_the_last_by_tier(tier, last):
    """Source: Partner Enablement Playbook §1.5."""
    message = mail(
        "qbr_invite", tier=tier, facts={"proposed_dates": "24 March, 10:00; 26 March, 14:00"}
    )
    assert message.subject == "QBR Prep – SkillForge + Acme Workforce (Q1 2026)"
    assert message.text.startswith("Hi Max Boss,")
    topics = re.findall(r"(?m)^- (.*)$", message.text)
    assert (len(topics), topics[3].endswith(last), topics[4:]) == (
        6,
        True,
        ["24 March, 10:00", "26 March, 14:00"],
    )
    assert (message.to[0].addr, message.occasion) == ("max@acme.example", "2026-Q1")


def test_a9_the_pre_read_is_promised_3_business_days_before():
    promises = {one.id: one for one in mail("qbr_invite", facts={"proposed_dates": "x"}).promises}
    assert (promises["pre-read"].within, promises["pre-read"].starts) == (
        Duration(3, "bd"),
        "before_review",
    )


def test_d35_the_weekly_update_is_filled_from_the_store():
    """Source: Customer Onboarding Process, Weekly Progress Update."""
    message = mail(
        "weekly_progress",
        "credlink",
        progress_pct=45,
        done_this_week=("Kickoff call", "Assessment"),
        next_up=("Development environment",),
        metrics={"api_calls": "12345"},
    )
    assert message.subject == "Weekly Progress Update - CredLink Beta - Acme Workforce"
    for part in ("- Kickoff call", "45% complete", "12,345", "- Development environment", "Slack"):
        assert part in message.text
    assert message.occasion == "2026-W10"


def test_d36_the_celebration_shows_the_impact_and_asks_three_things():
    """Source: Customer Onboarding Process, Success Celebration."""
    metrics = {
        "first_items_verified": "1000",
        "items_processed": "25000",
        "verification_accuracy": "99.7",
        "response_time": "420 ms",
        "csat": "9.2",
    }
    message = mail("success_celebration", "credlink", metrics=metrics)
    assert message.subject == "🎉 Congratulations! Acme Workforce is Live with CredLink!"
    for part in ("1,000 content items", "25,000 items", "99.7%", "420 ms", "9.2/10", "Flo Gray"):
        assert part in message.text
    assert re.findall(r"(?m)^\d\. (.*)$", message.text) == [
        "Give us a testimonial",
        "Take part in a case study",
        "Be a reference for future customers",
    ]


def test_e4_the_welcome_after_the_kickoff_brings_the_resources():
    for brand in ("skillforge", "credlink"):
        message = mail("resources", brand, facts={"training_link": "https://t.example"})
        assert "https://t.example" in message.text
        assert message.subject.startswith("Welcome to ")


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        (date(2026, 5, 31), "runs until 31 May 2026. That leaves us 90 days to do it well."),
        (date(2026, 12, 31), "That leaves us 304 days to do it well."),
        (date(2026, 3, 2), "runs until 2 March 2026.\n"),
        (date(2026, 2, 1), "runs until 1 February 2026.\n"),
    ],
)
def test_c19_the_renewal_notice_counts_the_days_that_are_left(ends, says):
    """Source: Partnership Lifecycle, renewal: reviewed 90 days before the contract expires."""
    text = mail("renewal_notice", moments={"contract_end": ends}).text
    assert says in text
    assert ("leaves us" in text) == (ends > date(2026, 3, 2))


@pytest.mark.parametrize(
    ("name", "moment", "minutes", "topics"),
    [
        (
            "training_admin_invite",
            "training_admin_at",
            120,
            ["Users", "Permissions", "configuration", "Billing and usage", "securely"],
        ),
        (
            "training_user_invite",
            "training_user_at",
            60,
            ["First steps", "working day", "Working together", "On the phone", "find help"],
        ),
    ],
)
def test_e9_both_trainings_have_their_length_and_topics(name, moment, minutes, topics):
    """Source: Customer Onboarding Process, step 3."""
    message = mail(name, facts={moment: "2026-03-12T10:00+01:00"})
    assert message.invite.minutes == minutes
    assert [topic for topic in topics if topic in message.text] == topics


def test_e10_the_mail_after_a_training_brings_materials_guides_and_office_hours():
    """Source: Customer Onboarding Process, step 3, after the training."""
    links = {"training_link": "https://v.example.com/x", "office_hours": "Tuesdays, 15:00"}
    text = mail("training_follow_up", facts=links).text
    for part in (
        "Recording and materials: https://v.example.com/x",
        "Short guides",
        "Tuesdays, 15:00",
    ):
        assert part in text


def test_a9_the_pre_read_names_the_day_of_the_review_and_the_figures():
    """Source: Partner Enablement Playbook §1.5."""
    figures = {"partner_kpis": ("Readiness: 80% (target 75%, met)",)}
    variables = {name: Variable(value, "store", "") for name, value in figures.items()}
    review = NextMeeting("qbr", date(2026, 3, 10), followed=True)
    message = mail("qbr_pre_read", figures=variables, meetings=(review,))
    assert message.to[0].addr == "max@acme.example"
    assert "We meet on 10 March 2026." in message.text
    assert "- Readiness: 80% (target 75%, met)" in message.text


def test_a19_a_seat_on_the_council_is_for_business_and_enterprise():
    """Source: Partner Enablement Playbook §3.1."""
    assert bundled("council_invite").tiers == ("business", "enterprise")


@pytest.mark.parametrize(
    ("name", "brand", "minutes"),
    [("kickoff_60", "skillforge", 60), ("kickoff_30", "credlink", 30), ("kickoff_60b", "shared", 60),
     ("weekly_checkin", "credlink", 35), ("daily_checkin", "credlink", 15)],
)  # fmt: skip
def test_f3_the_minutes_of_each_agenda_add_up(name, brand, minutes):
    made = bundled(name, brand)
    given = [int(one) for one in re.findall(r"\((\d+) min\)", made.body)]
    assert (sum(given), made.minutes) == (minutes, minutes)
