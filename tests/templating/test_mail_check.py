"""``template check`` knows what would stop or spoil a mail before anybody needs it."""

from __future__ import annotations

import pytest

from mail_samples import HEAD
from onboardctl.templating.catalogue import Library
from onboardctl.templating.check import check_library

GOOD = "Hi {{ organization }}"


def found_in(
    tmp_path, body=GOOD, variables="  organization: text", subject="A note", files=None, more=""
):
    folder = tmp_path / "skillforge" / "en"
    folder.mkdir(parents=True, exist_ok=True)
    text = HEAD.format(subject=subject, variables=variables).replace("\nvars:", f"{more}\nvars:")
    (folder / "note.md").write_text(text + body, encoding="utf-8")
    for name, content in (files or {}).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    _, found = check_library(Library(tmp_path), ["note"])
    return [(one.line, one.code, one.severity, one.message) for one in found]


def test_the_shipped_templates_are_clean():
    files, found = check_library(Library())
    assert files >= 16
    assert found == []


def test_a_sound_template_has_no_findings(tmp_path):
    assert found_in(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        (
            f"{GOOD}\n[Company Name] here",
            (10, "ML060", "error", 'a placeholder in brackets is left over: "[Company Name]"'),
        ),
        (f"{GOOD} ðŸŽ‰", (9, "ML061", "error", 'text in the wrong encoding: "ðŸ"')),
        (f"{GOOD} <br>", (9, "ML062", "error", 'HTML is not read; write Markdown: "<br>"')),
        (
            f"{GOOD} [x](http://x.example/a)",
            (9, "ML063", "warning", 'a link without https: "http://x.example/a"'),
        ),
        (
            f"{GOOD} ![x](https://x.example/a.png)",
            (9, "ML064", "error", 'images are not read; a mail must say everything in words: "!["'),
        ),
        (
            f"{GOOD} {{{{ organisation }}}}",
            (9, "ML010", "error", "'organisation' is not declared; did you mean \"organization\"?"),
        ),
        (
            f"{GOOD} {{{{ 1 * 2 }}}}",
            (9, "ML021", "error", "arithmetic is not allowed in a mail template"),
        ),
    ],
)
def test_a_body_with_a_fault_is_told_with_its_line(tmp_path, body, finding):
    assert found_in(tmp_path, body) == [finding]


def test_a_declared_variable_that_nothing_uses_is_a_warning_at_its_declaration(tmp_path):
    found = found_in(tmp_path, variables="  organization: text\n  contract_id: text")
    assert found == [(8, "ML011", "warning", "'contract_id' is declared but never used")]


def test_a_variable_that_looks_like_a_secret_is_refused(tmp_path):
    found = found_in(tmp_path, f"{GOOD} {{{{ api_key }}}}", "  organization: text\n  api_key: text")
    assert found == [
        (
            8,
            "ML065",
            "error",
            "'api_key' looks like a secret; a mail links to where secrets are shared",
        )
    ]


def test_a_tier_that_never_comes_is_told(tmp_path):
    body = GOOD + "\n{% if tier == 'enterprize' %}x{% endif %}"
    found = found_in(tmp_path, body, "  organization: text\n  tier: choice")
    assert found == [
        (11, "ML067", "error", 'the tier is never "enterprize" here; did you mean "enterprise"?')
    ]


def test_an_unusual_role_is_a_warning(tmp_path):
    found = found_in(tmp_path, more="\ncc: [acount_manager]")
    assert found == [
        (
            None,
            "ML066",
            "warning",
            (
                "'cc' names the role acount_manager, which is not a usual one; "
                'did you mean "account_manager"?'
            ),
        )
    ]


def test_a_subject_too_long_to_be_read_is_a_warning(tmp_path):
    found = found_in(tmp_path, subject="A " + "long " * 20 + "subject")
    assert found == [(3, "ML069", "warning", "the subject has 109 characters; over 78 are cut")]


def test_a_mail_that_is_cut_off_by_its_size_is_a_warning(tmp_path):
    found = found_in(tmp_path, GOOD + "\n\n" + "Many words in one paragraph.\n\n" * 600)
    assert found == [(None, "ML068", "warning", "the HTML is over 90 kB; Gmail would cut it off")]


def test_languages_that_differ_are_told(tmp_path):
    other = HEAD.format(subject="S", variables="  organization: text\n  contract_id: text")
    files = {"skillforge/de/note.md": other + "{{ organization }} {{ contract_id }}"}
    assert found_in(tmp_path, files=files) == [
        (None, "ML071", "warning", "declared in de and not in en: contract_id")
    ]


def test_a_mail_that_exists_in_another_language_only_is_told(tmp_path):
    text = HEAD.format(subject="S", variables="  organization: text").replace(
        "id: note", "id: solo"
    )
    path = tmp_path / "skillforge" / "de" / "solo.md"
    path.parent.mkdir(parents=True)
    path.write_text(text + GOOD, encoding="utf-8")
    _, found = check_library(Library(tmp_path), ["solo"])
    assert [one.message for one in found] == ["solo is missing in en, which others fall back to"]


def test_a_list_printed_whole_is_found_by_trying(tmp_path):
    found = found_in(
        tmp_path, "{{ priorities }} {{ organization }}", "  organization: text\n  priorities: list"
    )
    assert found == [
        (
            10,
            "ML035",
            "error",
            "a printed value is a list: loop over it, or print it with |join(', ')",
        )
    ]


def test_a_withheld_variable_printed_without_its_condition_is_found_by_trying(tmp_path):
    variables = (
        "  organization: text\n  tier: choice\n"
        "  on_call_number: {type: phone, required_if: \"tier == 'enterprise'\"}"
    )
    found = found_in(tmp_path, GOOD + " {{ on_call_number }}", variables)
    assert found == [
        (
            11,
            "ML034",
            "error",
            "'on_call_number' is printed although tier == 'enterprise' does not hold",
        )
    ]


def test_only_what_is_named_is_checked():
    files, found = check_library(Library(), ["beta-welcome"])
    assert (files, found) == (4, [])
    assert check_library(Library(), ["welcome"])[0] == 6
