"""Every shipped mail as a person reads it, under every tier and in every language.

A line that not every tier has is marked with the tiers that do. Rewrite with --update-golden.
"""

from __future__ import annotations

import pytest

from mail_samples import NOW, context, facts, mail
from onboardctl.core.address import Address
from onboardctl.output.views.render import merge_lines
from onboardctl.templating.catalogue import Library
from onboardctl.templating.mime import to_bytes
from onboardctl.templating.rendering import render
from onboardctl.templating.sample import TIERS, sample_context, sample_contexts

FILES = Library().files()
ENDINGS = [
    ("skillforge", "welcome", "en"),
    ("skillforge", "sla_confirmation", "de"),
    ("credlink", "welcome", "en"),
]


def _headers(message) -> list[str]:
    people = [("From", (message.sender,) if message.sender else ()), ("To", message.to)]
    people += [("Cc", message.cc), ("Reply-To", (message.reply_to,) if message.reply_to else ())]
    lines = [
        f"{name}: {', '.join(f'{one.name} <{one.addr}>' for one in several)}"
        for name, several in people
        if several
    ]
    return [*lines, f"Subject: {message.subject}", ""]


def _invited(message) -> list[str]:
    meeting = message.invite
    when = f"{meeting.starts_at:%Y-%m-%d %H:%M} UTC, {meeting.minutes} minutes"
    return [f"  {meeting.method} {meeting.sequence}: {meeting.title}", f"  {when}"]


def _promised(message) -> list[str]:
    lines = []
    for promise in message.promises:
        amount = f"{promise.within.amount}{promise.within.unit}" if promise.within else "-"
        due = promise.due_at.isoformat() if promise.due_at else "-"
        lines.append(
            f"  {promise.id} ({promise.owner}, {promise.starts} + {amount}, due {due}): {promise.text}"
        )
    return ["", "=> promises", *lines] if lines else []


@pytest.mark.parametrize(
    "found", FILES, ids=lambda found: f"{found.brand}/{found.locale}/{found.stem}"
)
def test_every_template_tier_and_language(found, golden):
    made = Library().sound(found)
    texts, labels = [], []
    for label, circumstances in sample_contexts(made):
        message = render(made, circumstances)
        lines = [*_headers(message), *message.text.split("\n"), *_promised(message)]
        lines += ["", "=> calendar", *_invited(message)] if message.invite else []
        if texts and lines == texts[-1] and label not in TIERS:
            continue
        texts.append(lines)
        labels.append(label)
    merged = merge_lines(texts)
    marks = [
        "" if len(which) == len(texts) else "; ".join(labels[number] for number in which)
        for _, which in merged
    ]
    shown = [
        f"{line}    <- {mark}" if mark else line
        for (line, _), mark in zip(merged, marks, strict=True)
    ]
    golden(f"mail/{found.brand}/{found.locale}/{found.stem}.txt", "\n".join(shown) + "\n")


@pytest.mark.parametrize(("brand", "name", "locale"), ENDINGS)
def test_html_and_bytes(brand, name, locale, golden):
    message = mail(name, brand, locale)
    golden(f"mail/{brand}/{locale}/{message.template}.html", message.html)
    golden(f"mail/{brand}/{locale}/{message.template}.eml", to_bytes(message, NOW).decode("ascii"))


def test_the_sample_partner_is_not_a_real_one():
    for found in FILES:
        made = Library().sound(found)
        message = render(made, sample_context(made, "enterprise"), html=False)
        for person in (*message.to, *message.cc, *([message.sender] if message.sender else [])):
            assert isinstance(person, Address)
            assert person.addr.endswith(("@example.com", "@example.org"))


def test_the_partner_of_the_other_tests_has_all_that_the_mails_need():
    for name, brand in (("welcome", "skillforge"), ("welcome", "credlink")):
        assert render(Library().find(name, brand, "en"), context(facts(brand))).text
