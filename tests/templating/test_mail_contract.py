"""A mail is refused with everything it lacks at once; what it does not print it does not need."""

from __future__ import annotations

import pytest

from mail_samples import BRANDS, TEAM, TERMS, bundled, context, facts, mail, template
from onboardctl.core.address import Address
from onboardctl.core.errors import InvalidInput
from onboardctl.core.message import Variable
from onboardctl.templating.rendering import render


def refusal(made, known):
    with pytest.raises(InvalidInput) as caught:
        render(made, known, html=False)
    return caught.value


def findings(error):
    return [(one.place, one.code, one.message, one.hint) for one in error.diagnostics]


def test_a39_hours_of_a_tier_are_never_invented():
    terms = TERMS | {"business": TERMS["business"]._replace(response_sla=None, resolution_sla=None)}
    error = refusal(bundled("welcome"), context(facts(terms=terms)))
    assert error.message == "welcome for acme cannot be rendered: 2 things are missing or wrong"
    assert findings(error) == [
        (
            "templates/skillforge/en/welcome.md:49:23",
            "ML030",
            "'response_sla' has no value (from tiers.business.response_sla)",
            "set it: onboardctl config set tiers.business.response_sla VALUE",
        ),
        (
            "templates/skillforge/en/welcome.md:49:63",
            "ML030",
            "'resolution_sla' has no value (from tiers.business.resolution_sla)",
            "set it: onboardctl config set tiers.business.resolution_sla VALUE",
        ),
    ]


def test_everything_missing_empty_or_mistyped_is_told_at_once():
    brand = BRANDS["skillforge"]._replace(links={"calendar_link": "javascript:alert(1)"})
    known = facts(
        brand=brand,
        organization=" ",
        team={**TEAM, "account_manager": Address("None", "ana@skillforge.io")},
        facts={"survey_link": ""},
    )
    error = refusal(bundled("welcome"), context(known))
    assert [(one.line, one.code, one.message) for one in error.diagnostics] == [
        (31, "ML031", "'organization' is empty (from partner.name)"),
        (
            42,
            "ML031",
            "'survey_link' is empty (from partner fact survey_link)",
        ),
        (
            43,
            "ML030",
            (
                "'integration_playbook_link' has no value "
                "(from brands.skillforge.links.integration_playbook_link)"
            ),
        ),
        (
            44,
            "ML033",
            (
                "'calendly_link' starts with \"javascript:\", and a link must start with https:// "
                "(from brands.skillforge.links.calendar_link)"
            ),
        ),
        (
            54,
            "ML032",
            (
                "'account_manager_name' is the word \"None\" instead of a value "
                "(from team.account_manager)"
            ),
        ),
    ]


def test_a_missing_link_names_the_command_and_the_key_that_fill_it():
    brand = BRANDS["skillforge"]._replace(links={})
    error = refusal(
        template("{{ survey_link }}", "  survey_link: url"), context(facts(brand=brand))
    )
    assert findings(error) == [
        (
            "templates/shared/en/note.md:9:4",
            "ML030",
            "'survey_link' has no value (from brands.skillforge.links.survey_link)",
            (
                "set it: onboardctl partner edit acme --set survey_link=…, "
                "or for all: onboardctl config set brands.skillforge.links.survey_link VALUE"
            ),
        )
    ]


def test_a_mistyped_variable_names_the_nearest_one():
    error = refusal(template("Hi {{ organisation }}"), context())
    assert error.code == "template.invalid"
    assert findings(error) == [
        (
            "templates/shared/en/note.md:9:7",
            "ML010",
            "'organisation' is not declared; did you mean \"organization\"?",
            None,
        )
    ]


def test_a_known_but_undeclared_variable_says_where_to_declare_it():
    error = refusal(template("{{ organization }} {{ contract_id }}"), context())
    assert findings(error) == [
        (
            "templates/shared/en/note.md:9:23",
            "ML010",
            "'contract_id' is not declared",
            "declare it under vars: in templates/shared/en/note.md",
        )
    ]


def test_a_value_that_this_mail_does_not_print_is_not_needed():
    made = template(
        "{{ organization }}{% if tier == 'enterprise' %} {{ on_call_number }}{% endif %}",
        "  organization: text\n  tier: choice\n  on_call_number: phone",
    )
    assert render(made, context(), html=False).text == "Acme Workforce"


def test_a_withheld_value_stays_out_even_when_it_is_known():
    made = template(
        "{% if on_call_number %}Call {{ on_call_number }}{% else %}Write{% endif %}",
        "  tier: choice\n  on_call_number: {type: phone, required_if: \"tier == 'enterprise'\"}",
    )
    terms = TERMS | {"business": TERMS["business"]._replace(on_call_number="+1 555 0000")}
    assert render(made, context(facts(terms=terms)), html=False).text == "Write"
    assert render(made, context(tier="enterprise"), html=False).text == "Call +1 555 010 0199"


def test_a_withheld_value_that_is_printed_is_an_error_of_the_template():
    made = template(
        "Call {{ on_call_number }}",
        "  tier: choice\n  on_call_number: {type: phone, required_if: \"tier == 'enterprise'\"}",
    )
    error = refusal(made, context())
    assert [one.message for one in error.diagnostics] == [
        "'on_call_number' is printed although tier == 'enterprise' does not hold"
    ]


def test_a_required_value_tested_in_a_condition_is_still_required():
    made = template("{% if survey_link %}yes{% else %}no{% endif %}", "  survey_link: url")
    brand = BRANDS["skillforge"]._replace(links={})
    error = refusal(made, context(facts(brand=brand)))
    assert [one.code for one in error.diagnostics] == ["ML030"]


def test_an_optional_value_may_be_absent_and_must_be_tested_before_it_is_printed():
    tested = template(
        "{% if note %}{{ note }}{% else %}nothing{% endif %}",
        "  note: {type: text, optional: true}",
    )
    assert render(tested, context(), html=False).text == "nothing"
    printed = template("{{ note }}", "  note: {type: text, optional: true}")
    assert [one.code for one in refusal(printed, context()).diagnostics] == ["ML030"]


def test_a_default_fills_what_the_store_does_not_know():
    made = template("{{ pace }}", '  pace: {type: duration, default: "1h"}')
    assert render(made, context(), html=False).text == "1 hour"
    assert render(made, context(facts(facts={"pace": "4h"})), html=False).text == "4 hours"


def test_none_in_the_middle_of_a_list_of_variables_is_never_printed():
    known = context()
    known = known._replace(variables={**known.variables, "organization": Variable(None, "x", "")})
    error = refusal(template("{{ organization }}"), known)
    assert [one.message for one in error.diagnostics] == ["'organization' has no value (from x)"]


def test_a_person_without_an_address_is_told_with_the_command():
    error = refusal(template("{{ organization }}"), context(facts(team={})))
    assert findings(error) == [
        (
            "templates/shared/en/note.md",
            "ML040",
            "'from' is account_manager, and nobody's address is known for it",
            "set it: onboardctl partner edit acme --team account_manager=PERSON",
        )
    ]


def test_a5_both_names_of_a_role_are_accepted():
    made = template(
        "{{ account_manager }} {{ account_manager_name }} {{ solution_architect }}",
        "  account_manager: text\n  account_manager_name: text\n  solution_architect: text",
    )
    assert render(made, context(), html=False).text == "Ana Díaz Ana Díaz Sol Arc"


def test_the_partners_own_fact_wins_over_the_link_of_the_brand():
    made = template("{{ survey_link }}", "  survey_link: url")
    known = facts(facts={"survey_link": "https://own.example.com"})
    assert render(made, context(known), html=False).text == "https://own.example.com"


def test_a_tier_that_is_only_looked_at_ignores_the_partners_own_terms():
    made = template("{{ response_sla }}", "  response_sla: duration")
    known = facts(facts={"response_sla": "30m"})
    assert render(made, context(known), html=False).text == "30 minutes"
    assert render(made, context(known, tier="enterprise"), html=False).text == "1 hour"


def test_people_are_named_once_and_never_both_in_to_and_cc():
    both = Address("Ana Díaz", "ANA@skillforge.io")
    message = mail("sla_confirmation", contacts={"primary_contact": both})
    assert (message.to, message.cc) == ((Address("Ana Díaz", "ANA@skillforge.io"),), ())


def test_a_copy_that_nobody_can_get_is_told_and_the_mail_goes_without_it():
    message = mail("qbr_invite", facts={"proposed_dates": "24 March"})
    assert (message.cc, [(one.message, one.hint) for one in message.warnings]) == (
        (),
        [
            (
                "'cc' is partnerships_director, and nobody's address is known for it",
                "set it: onboardctl partner edit acme --team partnerships_director=PERSON",
            )
        ],
    )
