"""The bundled playbooks load, without an error, to the same bytes each time."""

from __future__ import annotations

import pytest

from onboardctl import definitions
from onboardctl.core.codec import decode, encode
from onboardctl.core.errors import NotFound
from onboardctl.core.playbook import Playbook


@pytest.mark.parametrize("name", definitions.playbook_names())
def test_a_bundled_playbook_loads_without_an_error(name):
    playbook, findings = definitions.load_playbook(definitions.find_playbook(name))
    assert [
        f"{one.place} {one.code} {one.message}" for one in findings if one.severity == "error"
    ] == []
    assert playbook is not None
    assert playbook.id == name
    assert len(playbook.digest) == 64


@pytest.mark.parametrize("name", definitions.playbook_names())
def test_a_playbook_survives_its_json_form(name):
    playbook = definitions.require_playbook(name)
    plain = encode(playbook._replace(kpis=(), digest=""), sparse=True)
    assert decode(Playbook, plain) == playbook._replace(kpis=(), digest="")


def test_the_digest_is_of_what_is_said_not_of_where_it_stands(tmp_path):
    original = definitions.find_playbook("beta-28-day").parent
    for folder in (original, original.parent / "shared"):
        copy = tmp_path / folder.name
        copy.mkdir()
        for file in folder.glob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            (copy / file.name).write_text(f"# moved one line down\n{text}", encoding="utf-8")
    moved, findings = definitions.load_playbook(tmp_path / "beta-28-day" / "playbook.yaml")
    assert [one for one in findings if one.severity == "error"] == []
    assert moved.digest == definitions.require_playbook("beta-28-day").digest


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(NotFound) as caught:
        definitions.find_playbook("beta-28days")
    assert (
        caught.value.message == 'no playbook is called "beta-28days"; did you mean "beta-28-day"?'
    )


def test_the_playbook_of_a_workspace_wins_and_uses_its_own_parts(tmp_path):
    own = tmp_path / "playbooks" / "beta-28-day"
    own.mkdir(parents=True)
    original = definitions.find_playbook("beta-28-day")
    text = original.read_text(encoding="utf-8").replace(
        "title: CredLink beta onboarding in 28 days", "title: Our own beta"
    )
    (own / "playbook.yaml").write_text(text, encoding="utf-8")
    shared = tmp_path / "playbooks" / "shared"
    shared.mkdir()
    roles = (original.parent.parent / "shared" / "roles.yaml").read_text(encoding="utf-8")
    (shared / "roles.yaml").write_text(
        roles.replace("title: Customer Success Manager", "title: Success Partner"), encoding="utf-8"
    )
    loaded = definitions.load(definitions.find_playbook("beta-28-day", tmp_path), tmp_path)
    assert loaded.playbook.title == "Our own beta"
    assert next(r.title for r in loaded.playbook.roles if r.id == "csm") == "Success Partner"
    assert [file.name for file in loaded.files] == [
        "playbook.yaml",
        "roles.yaml",
        "calendars.yaml",
        "kpis.yaml",
        "sla.yaml",
    ]
    assert loaded.files[3] == original.parent / "kpis.yaml"
