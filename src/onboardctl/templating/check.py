"""Everything that can be known to be wrong with a template before anybody needs the mail."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onboardctl.core.errors import Diagnostic, InvalidInput
from onboardctl.core.mail_variables import mail_context
from onboardctl.core.message import RenderedMessage
from onboardctl.core.names import did_you_mean, listed
from onboardctl.templating import contract
from onboardctl.templating.catalogue import FALLBACK_LOCALE, Library
from onboardctl.templating.meeting import CANCELLED, MOVED
from onboardctl.templating.program import Use, compared
from onboardctl.templating.rendering import analyse, render
from onboardctl.templating.sample import MOMENT, TIERS, sample_context, sample_contexts
from onboardctl.templating.source import Template

LONGEST_SUBJECT = 78
LARGEST_HTML = 90_000
"""Gmail cuts a mail off near 102 kB; what is cut is the end, where the names are."""

_PLACEHOLDER = re.compile(r"\[[A-Za-z][A-Za-z /0-9]*\](?![(\[])")
_MOJIBAKE = re.compile(r"ðŸ|â€|âœ|Ã[¤¶¼Ÿ©¨]|�")
_RAW_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
_INSECURE = re.compile(r"http://[^\s)>\"]+")
_IMAGE = re.compile(r"!\[")
_MINUTES = re.compile(r"\((\d{1,3}) min\)")
_SECRET = re.compile(r"(?:^|_)(?:password|passwd|secret|token|api_key|apikey|private_key)(?:_|$)")


def check_library(
    library: Library, only: Iterable[str] = (), roles: Iterable[str] = ()
) -> tuple[int, list[Diagnostic]]:
    """Check templates alone and against their twins in other languages.

    Args:
        library: where the templates are.
        only: ids or aliases to check; all when empty.
        roles: roles that the playbooks and the workspace know, besides the usual ones.

    Returns:
        How many files were checked, and the findings in the order of the files.
    """
    wanted = {name.replace("-", "_") for name in only}
    files = 0
    found: list[Diagnostic] = []
    twins: dict[tuple[str, str], dict[str, Template]] = {}
    for place in library.files():
        parsed = library.read(place)
        template = parsed.template
        names = {place.stem, *(template.aliases if template else ())}
        if wanted and not wanted & names:
            continue
        files += 1
        found += parsed.problems
        if template is not None:
            found += check_template(template, roles)
            twins.setdefault((place.brand, place.stem), {})[place.locale] = template
    for group in twins.values():
        found += _twins(group)
    return files, found


def check_template(template: Template, roles: Iterable[str] = ()) -> list[Diagnostic]:
    """Everything wrong with one template; errors first keep it from being used."""
    analysis = analyse(template)
    context = sample_context(template, TIERS[-1])
    known = _known_names()
    found = list(analysis.problems)
    found += contract.contract_problems(template, analysis.uses, known)
    found += _secrets(template)
    found += _text_lints(template)
    found += _meeting(template, analysis.uses)
    found += _agenda(template)
    found += _roles(template, {*context.people, *roles})
    if any(problem.severity == "error" for problem in found):
        return found
    found += _branches(template)
    found += _trial(template)
    return found


def _known_names() -> Mapping[str, Any]:
    from onboardctl.core.message import BrandFacts, MailFacts

    facts = MailFacts("P-0000", "example", "", "developer", {}, BrandFacts("shared", ""))
    return mail_context(facts, MOMENT).variables


def _text_lints(template: Template) -> Iterator[Diagnostic]:
    lints = (
        (_PLACEHOLDER, "ML060", "error", "a placeholder in brackets is left over"),
        (_MOJIBAKE, "ML061", "error", "text in the wrong encoding"),
        (_RAW_TAG, "ML062", "error", "HTML is not read; write Markdown"),
        (_INSECURE, "ML063", "warning", "a link without https"),
        (_IMAGE, "ML064", "error", "images are not read; a mail must say everything in words"),
    )
    numbered = list(enumerate(template.body.split("\n"), start=template.body_line))
    for line, text in [(template.subject_line, template.subject), *numbered]:
        bare = re.sub(r"\{[{%].*?[}%]\}|`[^`]*`|<https?://[^<>\s]*>", "0", text)
        for pattern, code, severity, message in lints:
            match = pattern.search(text if code == "ML063" else bare)
            if match:
                shown = f'{message}: "{match.group()}"'
                column = text.find(match.group()) + 1 or 1
                yield Diagnostic(
                    code,
                    shown,
                    None,
                    template.file,
                    line,
                    column,
                    severity,
                    text,
                    len(match.group()),
                )


def _secrets(template: Template) -> Iterator[Diagnostic]:
    """A mail never carries a secret (A3, E6)."""
    for declared in template.variables:
        if _SECRET.search(declared.name.lower()):
            yield Diagnostic(
                "ML065",
                f"'{declared.name}' looks like a secret; a mail links to where secrets are shared",
                None, template.file, declared.line, declared.column,
            )  # fmt: skip


def _meeting(template: Template, uses: Iterable[Use]) -> Iterator[Diagnostic]:
    """A mail that invites also has to read well when the meeting is moved or called off."""
    if template.invite is None:
        return
    said = {use.name for use in uses}
    for name, when in ((CANCELLED, "called off"), (MOVED, "moved")):
        if name not in said:
            message = f"the mail invites to a meeting and says nothing when it is {when}"
            hint = f"write a part under {{% if {name} %}}, and declare {name}: flag"
            line = template.invite.line
            yield Diagnostic("ML013", message, hint, template.file, line, severity="warning")


def _agenda(template: Template) -> Iterator[Diagnostic]:
    """The minutes of an agenda's entries add up to what it says it takes (A4, F3)."""
    given = [int(minutes) for minutes in _MINUTES.findall(template.body)]
    if template.minutes is not None and given and sum(given) != template.minutes:
        message = f"the agenda adds up to {sum(given)} of {template.minutes} minutes"
        yield Diagnostic("ML072", message, None, template.file, template.body_line)


def _roles(template: Template, known: set[str]) -> Iterator[Diagnostic]:
    used = [("from", template.sender), ("reply_to", template.reply_to)]
    used += [("to", role) for role in template.to] + [("cc", role) for role in template.cc]
    usual = sorted(known - {role for _, role in used if role})
    from onboardctl.core.mail_variables import ROLE_ALIASES, TEAM_ROLES

    real = {
        *TEAM_ROLES,
        *ROLE_ALIASES,
        "primary_contact",
        "executive_sponsor",
        "support",
        "partnerships",
    }
    for key, role in used:
        if role and "@" not in role and role not in real:
            near = did_you_mean(role, [*real, *usual])
            message = f"'{key}' names the role {role}, which is not a usual one{near}"
            yield Diagnostic("ML066", message, None, template.file, severity="warning")


def _branches(template: Template) -> Iterator[Diagnostic]:
    """Comparisons of the tier with a tier this mail is never sent to."""
    program = analyse(template).program
    allowed = set(template.tiers or TIERS)
    if program is None:
        return
    for tier in compared((program.body, program.conditions), "tier"):
        if tier not in allowed:
            message = f'the tier is never "{tier}" here{did_you_mean(str(tier), allowed)}'
            line = _line_of(template, str(tier))
            yield Diagnostic("ML067", message, None, template.file, line, 1)


def _line_of(template: Template, word: str) -> int | None:
    """The first line of the body with a word in quotes."""
    for number, text in enumerate(template.body.split("\n"), start=template.body_line):
        if f"'{word}'" in text or f'"{word}"' in text:
            return number
    return None


def _trial(template: Template) -> Iterator[Diagnostic]:
    """Render it in every circumstance, on an example partner."""
    told: set[tuple[str, int | None, str]] = set()
    for _, context in sample_contexts(template):
        try:
            message = render(template, context)
        except InvalidInput as refusal:
            found = refusal.as_diagnostics()
        else:
            found = tuple(_length_problems(template, message))
        for problem in found:
            if (problem.code, problem.line, problem.message) not in told:
                told.add((problem.code, problem.line, problem.message))
                yield problem


def _length_problems(template: Template, message: RenderedMessage) -> Iterator[Diagnostic]:
    if message.html and len(message.html.encode()) > LARGEST_HTML:
        text = f"the HTML is over {LARGEST_HTML // 1000} kB; Gmail would cut it off"
        yield Diagnostic("ML068", text, None, template.file, severity="warning")
    if len(message.subject) > LONGEST_SUBJECT:
        text = f"the subject has {len(message.subject)} characters; over {LONGEST_SUBJECT} are cut"
        yield Diagnostic("ML069", text, None, template.file, template.subject_line, 1, "warning")


def _twins(group: Mapping[str, Template]) -> Iterator[Diagnostic]:
    """The same mail in other languages: English is there, and all declare the same variables."""
    base = group.get(FALLBACK_LOCALE)
    if base is None:
        some = next(iter(group.values()))
        message = f"{some.id} is missing in {FALLBACK_LOCALE}, which others fall back to"
        yield Diagnostic("ML070", message, None, some.file, severity="warning")
        return
    names = {declared.name for declared in base.variables}
    for template in group.values():
        other = {declared.name for declared in template.variables}
        for only, here, there in (
            (other - names, template.locale, base.locale),
            (names - other, base.locale, template.locale),
        ):
            if only:
                message = f"declared in {here} and not in {there}: {listed(sorted(only))}"
                yield Diagnostic("ML071", message, None, template.file, severity="warning")
