"""Finding a workspace, the order of sources, and the remembered form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.settings import Brand, Content, Person, Smtp, TierTerms, load_settings, presets
from onboardctl.settings.finding import find_workspace
from onboardctl.settings.reading import MEMORY, parse, read_file
from onboardctl.settings.resolve import resolve
from onboardctl.settings.values import Absence, Address
from onboardctl.settings.writing import workspace_text, write_workspace

TEXT = """\
onboardctl: 1
store: data/facts.db
timezone: Europe/Berlin
brand: credlink
brands:
  skillforge: {name: SkillForge, links: {survey_link: 'https://b.example/s'}}
  credlink:
    name: CredLink
    tier_links: {enterprise: {guide_link: 'https://c.example/e'}}
staff:
  ada: {name: Ada Lovelace, email: ada@example.com, roles: [csm, founder]}
tiers:
  enterprise: {name: Enterprise, response_sla: 1h, resolution_sla: 8h, example: true}
links: {survey_link: 'https://a.example/s', guide_link: 'https://a.example/g'}
values: [nickname]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    workspace = tmp_path / "ws"
    workspace.mkdir()
    (workspace / "onboardctl.yaml").write_text(TEXT)
    monkeypatch.setenv("USER", "somebody")
    return workspace


def test_the_workspace_is_the_nearest_folder_upwards(folder, tmp_path):
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    assert find_workspace(None, {}, deep) == (folder, "folder")
    (deep / "onboardctl.yaml").write_text("onboardctl: 1\n")
    assert find_workspace(None, {}, deep) == (deep, "folder")


def test_a_flag_wins_over_the_environment_and_that_over_the_folder(folder, tmp_path):
    other, third = tmp_path / "other", tmp_path / "third"
    for place in (other, third):
        place.mkdir()
        (place / "onboardctl.yaml").write_text("onboardctl: 1\n")
    environ = {"ONBOARDCTL_WORKSPACE": str(other)}
    assert find_workspace(third, environ, folder) == (third, "--workspace")
    assert find_workspace(None, environ, folder) == (other, "ONBOARDCTL_WORKSPACE")
    assert find_workspace(folder / "onboardctl.yaml", {}, tmp_path) == (folder, "--workspace")


def test_no_workspace_names_init(tmp_path):
    for told, environ in ((None, {}), (tmp_path, {}), (None, {"ONBOARDCTL_WORKSPACE": "nowhere"})):
        with pytest.raises(NotFound) as refused:
            find_workspace(told, environ, tmp_path)
        assert refused.value.code == "workspace.missing"
        assert "onboardctl init" in refused.value.hint


def test_settings_come_from_flag_environment_file_and_default_in_this_order(folder):
    environ = {"ONBOARDCTL_BRAND": "skillforge", "ONBOARDCTL_STORE": "env.db", "USER": "ada"}
    found = resolve(workspace=folder, store="flag.db", environ=environ)
    assert found.origins == {
        "folder": "--workspace",
        "store": "--store",
        "brand": "ONBOARDCTL_BRAND",
        "zone": "onboardctl.yaml: timezone",
        "locale": "default",
        "actor": "default",
    }
    settings = found.settings
    assert (settings.store, settings.brand, settings.zone, settings.locale, settings.actor) == (
        str(Path.cwd() / "flag.db"),
        "skillforge",
        "Europe/Berlin",
        "en",
        "ada",
    )


def test_the_store_of_the_file_lies_beside_the_file(folder):
    assert load_settings(workspace=folder, environ={}).store == str(folder / "data" / "facts.db")


def test_the_login_name_becomes_one_of_our_people_when_it_is(folder):
    by = {"ada": "ada", "grace": "grace"}
    assert {
        login: load_settings(workspace=folder, environ={"USER": login}).actor for login in by
    } == by


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("BRAND", "credlnk", 'ONBOARDCTL_BRAND is "credlnk", and there is no such brand; did you mean "credlink"?'),
        ("TIMEZONE", "Mars/Base", 'ONBOARDCTL_TIMEZONE: there is no time zone "Mars/Base"'),
    ],
)  # fmt: skip
def test_an_environment_that_names_nothing_is_refused(folder, name, value, message):
    with pytest.raises(InvalidInput) as refused:
        load_settings(workspace=folder, environ={f"ONBOARDCTL_{name}": value})
    assert refused.value.message.startswith(message)


def test_a_tiers_links_win_over_the_brands_and_those_over_the_workspaces(folder):
    settings = load_settings(workspace=folder, environ={})
    assert [
        settings.links_of("skillforge", "enterprise"),
        settings.links_of("credlink", "enterprise"),
        settings.links_of("credlink", "business"),
        settings.links_of("unknown", "business"),
    ] == [
        {"survey_link": "https://b.example/s", "guide_link": "https://a.example/g"},
        {"survey_link": "https://a.example/s", "guide_link": "https://c.example/e"},
        {"survey_link": "https://a.example/s", "guide_link": "https://a.example/g"},
        {"survey_link": "https://a.example/s", "guide_link": "https://a.example/g"},
    ]


def test_a39_hours_nobody_agreed_on_are_unknown(folder):
    settings = load_settings(workspace=folder, environ={})
    assert settings.terms("business") == TierTerms("business", "Business")
    assert settings.terms("enterprise") == TierTerms(
        "enterprise", "Enterprise", "1h", "8h", example=True
    )
    assert {(one.response_sla, one.resolution_sla) for one in presets.TERMS} == {(None, None)}


def test_a3_b17_the_brands_facts_are_those_of_the_sources():
    skillforge = presets.brand("skillforge")
    assert (skillforge.links, {name: one.addr for name, one in skillforge.addresses.items()}) == (
        {
            "sandbox_url": "https://sandbox.skillforge.com",
            "api_base": "https://sandbox.api.skillforge.com",
            "admin_console_url": "https://dashboard.skillforge.com",
        },
        {
            "partnerships": "partnerships@skillforge.io",
            "support": "support@skillforge.io",
            "api_support": "api-support@skillforge.io",
        },
    )
    assert presets.brand("credlink").signatures["founder"] == "Founder, CredLink"


def test_values_a_partner_may_have_include_links_texts_and_the_named_ones(folder):
    values = load_settings(workspace=folder, environ={}).partner_values
    assert {"survey_link", "guide_link", "nickname", "response_sla"} <= set(values)
    assert list(values) == sorted(set(values))


def test_absences_of_people_are_days_both_inclusive(folder):
    text = "onboardctl: 1\nstaff:\n  ada:\n    name: Ada\n    email: a@x.org\n    absences: [{from: 2026-03-02, to: 2026-03-06, reason: leave}, {from: 2026-04-01}]\n"
    (person,) = parse(text, "onboardctl.yaml").staff
    assert person.absences == (
        Absence(date(2026, 3, 2), date(2026, 3, 6), "leave"),
        Absence(date(2026, 4, 1), date(2026, 4, 1)),
    )


def test_names_of_calendars_are_kept_and_their_content_is_read_when_needed(folder):
    text = "onboardctl: 1\ncalendars:\n  north: {holidays: [12-25]}\n  south: {always: true}\n"
    assert parse(text, "onboardctl.yaml").calendars == ("north", "south")


def test_people_are_found_by_id_and_address(folder):
    settings = load_settings(workspace=folder, environ={})
    ada = Person("ada", "Ada Lovelace", "ada@example.com", ("csm", "founder"))
    assert [settings.person(name) for name in ("ada", "ada@example.com", "bob")] == [ada, ada, None]


def test_what_was_read_is_remembered_and_private(folder):
    first = load_settings(workspace=folder, environ={})
    memory = folder / MEMORY
    assert memory.stat().st_mode & 0o777 == 0o600
    assert load_settings(workspace=folder, environ={}) == first


def test_a_changed_file_is_read_anew_even_within_the_same_moment_and_size(folder):
    path = folder / "onboardctl.yaml"
    load_settings(workspace=folder, environ={})
    status = path.stat()
    path.write_text(TEXT.replace("Europe/Berlin", "Europe/Paris!"[:-1] + "\n#"[:0] + " "))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert load_settings(workspace=folder, environ={}).zone == "Europe/Paris"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": "0", "text": ""}', '{"version": 1}']
)
def test_a_useless_memory_is_ignored(folder, content):
    expected = load_settings(workspace=folder, environ={})
    (folder / MEMORY).write_text(content)
    assert load_settings(workspace=folder, environ={}) == expected


def test_a_memory_that_cannot_be_written_is_done_without(folder):
    (folder / ".onboardctl").write_text("in the way")
    assert load_settings(workspace=folder, environ={}).brand == "credlink"


def test_a_wrong_file_is_not_remembered(folder):
    (folder / "onboardctl.yaml").write_text("onboardctl: 1\nlocale: Deutsch\n")
    with pytest.raises(InvalidInput):
        load_settings(workspace=folder, environ={})
    assert not (folder / MEMORY).exists()


def test_a_file_that_is_not_text_is_refused(folder):
    (folder / "onboardctl.yaml").write_bytes(b"onboardctl: 1\nlocale: \xff\n")
    with pytest.raises(InvalidInput, match="not UTF-8: byte 0xff at 22"):
        load_settings(workspace=folder, environ={})


def test_a_daily_read_imports_no_yaml(folder):
    load_settings(workspace=folder, environ={})
    script = (
        "import sys; from onboardctl.settings import load_settings;"
        f"load_settings(workspace={str(folder)!r}, environ={{}});"
        "print(sorted({'yaml', 'pydantic', 'rich', 'jinja2', 'zoneinfo', 'unicodedata'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    assert done.stdout == "[]\n"


def test_the_remembered_form_holds_the_text_it_came_from(folder):
    read_file(folder / "onboardctl.yaml")
    assert json.loads((folder / MEMORY).read_text())["text"] == TEXT


_words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"),
    min_size=1, max_size=20,
).filter(str.strip)  # fmt: skip
_ids = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
_variables = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
_links = st.dictionaries(_variables, st.just("https://x.example/a?b=c#d"), max_size=2)
_hours = st.sampled_from([None, "1h", "2bd", "30m"])
_absences = st.tuples(st.dates(), st.dates(), st.one_of(st.just(""), _words)).map(
    lambda one: Absence(min(one[:2]), max(one[:2]), one[2])
)
_brands = st.builds(
    Brand, id=_ids, name=_words, product=st.one_of(st.just(""), _words),
    domains=st.sampled_from([(), ("a.example",), ("a.example", "b-c.example")]),
    website=st.sampled_from([None, "https://a.example"]), links=_links,
    tier_links=st.dictionaries(st.sampled_from(["developer", "enterprise"]), st.dictionaries(_variables, st.just("https://x.example/t"), min_size=1, max_size=2), max_size=1),
    texts=st.dictionaries(_variables, _words, max_size=2),
    addresses=st.dictionaries(_ids, st.builds(Address, st.one_of(st.just(""), _words), st.just("a@b.example")), max_size=2),
    signatures=st.dictionaries(_ids, _words, max_size=2),
    slack_channel=st.one_of(st.none(), _words), accent=st.sampled_from([None, "#1f5fbf"]),
)  # fmt: skip


def _shared(person: Person) -> st.SearchStrategy[Person]:
    """The person with shares of some of their roles."""
    shares = [{}, dict.fromkeys(person.roles[:1], 60), dict.fromkeys(person.roles[:2], 50)]
    return st.sampled_from(shares).map(lambda given: person._replace(shares=given))


_contents = st.builds(
    Content,
    brand=st.none(),
    actor=st.none(),
    store=st.one_of(st.none(), _words), zone=st.sampled_from([None, "Europe/Berlin"]),
    locale=st.sampled_from([None, "de", "en-GB"]),
    brands=st.lists(_brands, max_size=2, unique_by=lambda one: one.id).map(tuple),
    staff=st.lists(
        st.builds(Person, id=_ids, name=_words, email=_ids.map("{}@x.example".format), roles=st.sampled_from([(), ("csm",), ("csm", "founder")]), zone=st.sampled_from([None, "Europe/Rome"]), absences=st.lists(_absences, max_size=2).map(tuple), days=st.sampled_from([(), ("mon", "tue", "sat")]), week_minutes=st.sampled_from([None, 2250, 1200, 15]), shares=st.just({})).flatmap(_shared),
        max_size=2, unique_by=(lambda one: one.id, lambda one: one.email),
    ).map(tuple),
    tiers=st.lists(
        st.builds(TierTerms, id=st.sampled_from(["developer", "business", "enterprise"]), name=_words, response_sla=_hours, resolution_sla=_hours, support_channel=st.one_of(st.none(), _words), support_hours=st.one_of(st.none(), _words), on_call_number=st.one_of(st.none(), _words), example=st.booleans()),
        max_size=3, unique_by=lambda one: one.id,
    ).map(tuple),
    links=_links, smtp=st.sampled_from([None, Smtp("mail.example"), Smtp("m", 25, "none", "ada", "a@b.example")]),
    values=st.sampled_from([(), ("nickname", "motto")]), calendars=st.just(()),
)  # fmt: skip


@given(_contents)
def test_reading_what_was_written_gives_the_same_back(content):
    assert parse(workspace_text(content), "onboardctl.yaml") == content


def test_a_workspace_is_never_written_over_another(folder):
    with pytest.raises(Exception, match="left as it is") as refused:
        write_workspace(folder, Content())
    assert refused.value.code == "workspace.exists"
    assert (folder / "onboardctl.yaml").read_text() == TEXT
    assert [path.name for path in folder.iterdir()] == ["onboardctl.yaml"]
