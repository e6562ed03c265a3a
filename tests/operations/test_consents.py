"""What partners allow us to say of them: D29, D36, C10 to C13."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import NotFound, OnboardError, Refused
from onboardctl.core.lifecycle import consents as core
from onboardctl.core.lifecycle.state import Consent, Lifecycle
from onboardctl.operations import history
from onboardctl.operations.kpi.catalogue import ExplainKpi, explain_kpi
from onboardctl.operations.lifecycle import campaign, consent
from onboardctl.operations.lifecycle.campaign import StartUndertaking, WorkOn
from onboardctl.operations.lifecycle.campaign_close import CloseUndertaking
from onboardctl.operations.lifecycle.campaign_close import close as close_undertaking
from onboardctl.operations.lifecycle.consent import GiveConsent, Withdraw
from onboardctl.operations.today import morning_list as today
from onboardctl.store import verifying

from .conftest import NOW, later

PARTNER = "northwind-press"
GIVE = GiveConsent(PARTNER, "case-study", "Mia Ray", until="2026-06-30", scope="website")


def standings(session, **asked) -> list[tuple[str, str]]:
    found = consent.list_consents(session, PARTNER, None, everything=True).data.consents
    return [(one.consent, one.standing) for one in found]


def at(session, day: date):
    return session._replace(now=NOW + (day - NOW.date()))


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2026, 3, 2), "holds"),
        (date(2026, 5, 30), "holds"),
        (date(2026, 5, 31), "ending"),
        (date(2026, 6, 30), "ending"),
        (date(2026, 7, 1), "ended"),
    ],
)
def test_a_consent_holds_to_its_last_day_and_is_said_to_end_30_days_before(
    northwind, day, standing
):
    consent.give(northwind, GIVE)
    assert standings(at(northwind, day)) == [("case-study-1", standing)]


def test_a_withdrawal_counts_from_its_day_on(northwind):
    consent.give(northwind, GIVE)
    after = later(northwind, days=10)
    consent.withdraw(after, Withdraw(PARTNER, "case-study-1", "new press office", "2026-03-12"))
    assert standings(at(northwind, date(2026, 3, 12))) == [("case-study-1", "withdrawn")]
    (one,) = consent.list_consents(after, PARTNER, None, everything=True).data.consents
    assert (one.last_on, one.reason, one.by) == (date(2026, 3, 11), "new press office", "Mia Ray")
    assert consent.list_consents(after, PARTNER, None, everything=False).data.consents == ()


def story(session) -> None:
    campaign.start(session, StartUndertaking(PARTNER, "case-study", "A story"))
    for step in (
        "identify-the-success-story",
        "interview-the-customer",
        "create-the-content",
    ):
        campaign.work_on(session, WorkOn(PARTNER, "case-study-1", step))


def publish(session):
    return campaign.work_on(session, WorkOn(PARTNER, "case-study-1", "publish-and-distribute-it"))


def test_c12_a_case_study_is_published_only_with_consent(northwind):
    story(northwind)
    with pytest.raises(Refused) as missing:
        publish(northwind)
    assert missing.value.code == "consent.missing"
    consent.give(northwind, GIVE._replace(until="2026-03-05"))
    with pytest.raises(Refused) as ended:
        publish(later(northwind, days=10))
    assert "case-study-1 ended on 2026-03-05" in ended.value.message
    publish(northwind)


@pytest.mark.parametrize(
    ("workflow", "kind", "steps", "fields", "needs"),
    [
        ("speaking", "panel", (), (), "reference"),
        ("campaign", "case-study", (), ("objectives", "audience", "messaging_and_positioning", "channels", "success_metrics"), "case-study"),
        ("campaign", "product-launch", (), ("objectives", "audience", "messaging_and_positioning", "channels", "success_metrics"), None),
        ("webinar", "best-practice", ("choose-the-topic", "develop-the-content", "promote-it-and-take-registrations", "deliver-it-and-follow-up"), (), None),
    ],
)  # fmt: skip
def test_c10_c11_c13_what_names_a_partner_in_public_needs_consent(
    northwind, workflow, kind, steps, fields, needs
):
    campaign.start(northwind, StartUndertaking(PARTNER, workflow, "In May", kind=kind))
    ident = f"{workflow}-1"
    for step in steps:
        campaign.work_on(northwind, WorkOn(PARTNER, ident, step))
    if fields:
        campaign.work_on(
            northwind, WorkOn(PARTNER, ident, fields=tuple(f"{one}=x" for one in fields))
        )
    end = CloseUndertaking(PARTNER, ident, result="200 people")
    if needs:
        with pytest.raises(Refused) as missing:
            close_undertaking(northwind, end)
        assert missing.value.code == "consent.missing"
        consent.give(northwind, GiveConsent(PARTNER, needs, "mia@northwind.example"))
    close_undertaking(northwind, end)


def test_c13_a_webinar_with_a_customers_story_needs_a_testimonial(northwind):
    campaign.start(northwind, StartUndertaking(PARTNER, "webinar", "X", kind="customer-story"))
    for step in ("choose-the-topic", "develop-the-content"):
        campaign.work_on(northwind, WorkOn(PARTNER, "webinar-1", step))
    promote = WorkOn(PARTNER, "webinar-1", "promote-it-and-take-registrations")
    with pytest.raises(Refused):
        campaign.work_on(northwind, promote)
    consent.give(northwind, GiveConsent(PARTNER, "testimonial", "C-0001"))
    campaign.work_on(northwind, promote)


def count(session, kpi: str) -> str:
    asked = ExplainKpi(f"beta-28-day.{kpi}", session.moment, None, "all", rows=False, sql=False)
    return explain_kpi(session, asked).data.line.text


def test_d29_consents_in_force_are_counted(northwind):
    assert count(later(northwind, days=1), "case_studies") == "no data"
    consent.give(northwind, GIVE._replace(until="2026-03-20"))
    assert count(later(northwind, days=1), "case_studies").startswith("1 ")
    assert count(later(northwind, days=1), "references") == "no data"
    assert count(later(northwind, days=30), "case_studies").startswith("0 ")
    consent.withdraw(later(northwind, days=5), Withdraw(PARTNER, "case-study-1", "no"))
    assert count(later(northwind, days=6), "case_studies").startswith("0 ")
    before = later(northwind, days=6)
    asked = ExplainKpi(
        "beta-28-day.case_studies", NOW + timedelta(days=1), None, "all", rows=False, sql=False
    )
    assert explain_kpi(before, asked).data.line.text.startswith("1 ")


def test_a_consent_that_ends_stands_on_the_morning_list_until_it_goes_on(northwind):
    consent.give(northwind, GIVE._replace(until="2026-04-01"))
    lines = today.today(northwind, today.MorningList(limit=100)).data.lines
    (line,) = [one for one in lines if one.what.startswith("consent")]
    assert (line.what, line.note) == ("consent: case-study", "ends 2026-04-01")
    assert line.command == "onboardctl consent give northwind-press case-study --by C-0001"
    consent.give(northwind, GIVE._replace(until="2027-04-01"))
    lines = today.today(northwind, today.MorningList(limit=100)).data.lines
    assert not [one for one in lines if one.what.startswith("consent")]


def test_undo_takes_a_consent_back_and_the_tables_follow(northwind):
    consent.give(northwind, GIVE)
    history.undo(northwind, None)
    assert standings(northwind) == []
    assert [found for _, found in verifying.verify(northwind.store) if found] == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: consent.give(s, GIVE._replace(kind="logo")), "consent.kind"),
        (lambda s: consent.give(s, GIVE._replace(by="Nobody")), "contact.unknown"),
        (lambda s: consent.give(s, GIVE._replace(until="2026-03-01")), "consent.until"),
        (lambda s: consent.give(s, GIVE._replace(on="2026-03-03")), "date.future"),
        (lambda s: consent.withdraw(s, Withdraw(PARTNER, "reference-1", "x")), "consent.unknown"),
        (lambda s: consent.list_consents(s, None, "logo", everything=True), "consent.kind"),
    ],
)
def test_what_makes_no_sense_is_refused(northwind, act, code):
    with pytest.raises(OnboardError) as refused:
        act(northwind)
    assert refused.value.code == code
    assert standings(northwind) == []


def test_a_withdrawal_needs_a_reason_and_counts_once(northwind):
    consent.give(northwind, GIVE)
    with pytest.raises(Refused):
        consent.withdraw(northwind, Withdraw(PARTNER, "case-study-1"))
    consent.withdraw(northwind, Withdraw(PARTNER, "case-study-1", "x"))
    with pytest.raises(Refused) as over:
        consent.withdraw(northwind, Withdraw(PARTNER, "case-study-1", "again"))
    assert over.value.code == "consent.over"
    with pytest.raises(NotFound):
        consent.list_consents(northwind, "nobody", None, everything=True)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(days, st.none() | days, st.none() | days, days)
def test_a_consent_never_holds_before_it_is_given_after_it_ends_or_once_withdrawn(
    first, until, withdrawn, day
):
    one = Consent("x", "reference", "C-0001", first, until, withdrawn_on=withdrawn)
    known = Lifecycle("L-0001", consents={"x": one})
    held = core.in_force(known, "reference", day) is not None
    allowed = first <= day and (until is None or day <= until)
    assert held == (allowed and (withdrawn is None or day < withdrawn))
