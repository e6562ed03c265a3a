"""Mail templates: which there are, what they need, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict, InvalidInput, NotFound
from onboardctl.core.names import did_you_mean, is_id, listed
from onboardctl.core.payloads.template import (
    TemplateCheck,
    TemplateEjected,
    TemplateLine,
    TemplateList,
    TemplateShown,
    VariableLine,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from onboardctl.settings import Settings
    from onboardctl.templating.catalogue import Found, Library
    from onboardctl.templating.source import Declared, Template


class ShowTemplate(NamedTuple):
    """A template by name; ``brand`` may be left out when only one brand has it."""

    name: str
    brand: str | None = None
    locale: str = "en"


def list_templates(library: Library, now: datetime, brand: str | None = None) -> Result:
    """Every template, one line for all its languages, by brand and id.

    Raises:
        InvalidInput: a template cannot be read.
    """
    lines: dict[tuple[str, str], TemplateLine] = {}
    for found in library.files():
        if brand is not None and found.brand != brand:
            continue
        template = library.sound(found)
        key = (found.brand, found.stem)
        known = lines.get(key)
        locales = (*(known.locales if known else ()), found.locale)
        own = found.own or (known is not None and known.own)
        if known is None or found.locale == "en":
            lines[key] = _line(template, locales, own=own)
        else:
            lines[key] = known._replace(locales=locales, own=own)
    payload = TemplateList(tuple(lines.values()))
    return Result("template list", "template-list/1", payload, now)


def _line(template: Template, locales: tuple[str, ...], *, own: bool) -> TemplateLine:
    return TemplateLine(
        id=template.id,
        brand=template.brand,
        title=template.title,
        kind=template.kind,
        locales=locales,
        event=template.trigger_event,
        due=template.trigger_due,
        once_per=template.once_per,
        aliases=template.aliases,
        variables_count=len(template.variables),
        own=own,
    )


def show_template(library: Library, now: datetime, request: ShowTemplate) -> Result:
    """One template: who gets it when, and every variable with where its value comes from.

    Raises:
        NotFound: there is none of that name, or several brands have one.
        InvalidInput: its front matter has errors.
    """
    brand = request.brand or _only_brand(library, request.name)
    template = library.find(request.name, brand, request.locale)
    payload = TemplateShown(
        id=template.id,
        brand=template.brand,
        locale=template.locale,
        title=template.title,
        kind=template.kind,
        subject=template.subject,
        sender=template.sender,
        to=template.to,
        cc=template.cc,
        event=template.trigger_event,
        due=template.trigger_due,
        once_per=template.once_per,
        tiers=template.tiers,
        aliases=template.aliases,
        file=template.file,
        variables=_variables(template),
        promises=tuple(promise.text for promise in template.promises),
        body=template.body,
        meeting=_meeting(template),
        attach=template.attach,
    )
    return Result(
        "template show",
        "template-show/1",
        payload,
        now,
        next_steps=(f"onboardctl render {template.id} --partner PARTNER",),
    )


def check_templates(library: Library, now: datetime, names: tuple[str, ...] = ()) -> Result:
    """Everything that is wrong with the templates, or with those named.

    Returns:
        A result whose errors are the findings; exit code 8 when one of them is an error.

    Raises:
        NotFound: no template answers to one of the names.
    """
    from onboardctl.templating.check import check_library

    for name in names:
        _brands_with(library, name)
    files, found = check_library(library, names)
    errors = sum(problem.severity == "error" for problem in found)
    payload = TemplateCheck(files, errors, len(found) - errors)
    return Result(
        "template check",
        "template-check/1",
        payload,
        now,
        errors=tuple(found),
        exit_code=8 if errors else 0,
    )


def _variables(template: Template) -> tuple[VariableLine, ...]:
    from onboardctl.core.mail_variables import mail_context, unknown_variable
    from onboardctl.core.message import BrandFacts, MailFacts
    from onboardctl.templating.sample import MOMENT

    facts = MailFacts("", "PARTNER", "", "TIER", {}, BrandFacts(template.brand, ""))
    known = mail_context(facts, MOMENT).variables
    lines = []
    for declared in template.variables:
        variable = known.get(declared.source or declared.name) or known.get(declared.name)
        variable = variable or unknown_variable(declared.name, "PARTNER")
        lines.append(
            VariableLine(
                declared.name,
                _type(declared),
                _needed(declared),
                variable.source,
                variable.fill,
                declared.default,
                declared.line,
            )
        )
    return tuple(lines)


def _meeting(template: Template) -> str | None:
    invite = template.invite
    return None if invite is None else f"begins at {invite.start}, {invite.minutes} minutes"


def _type(declared: Declared) -> str:
    return declared.type if declared.limit is None else f"{declared.type}({declared.limit})"


def _needed(declared: Declared) -> str:
    if declared.required_if:
        return f"if {declared.required_if}"
    if declared.default is not None:
        return f"else {declared.default}"
    return "optional" if declared.optional else "always"


def _only_brand(library: Library, name: str) -> str:
    brands = _brands_with(library, name)
    if len(brands) > 1:
        raise NotFound(
            "template.ambiguous",
            f"the brands {listed(brands)} each have a template {name}",
            hint=f"onboardctl template show {name} --brand {brands[0]}",
        )
    return brands[0]


def _brands_with(library: Library, name: str) -> list[str]:
    stem = name.replace("-", "_")
    files = library.files()
    brands = list(dict.fromkeys(found.brand for found in files if found.stem == stem))
    if not brands:
        brands = list(dict.fromkeys(found.brand for found in _aliased(library, files, stem)))
    if not brands:
        known = dict.fromkeys(found.stem for found in files)
        raise NotFound(
            "template.unknown",
            f'there is no template "{name}"{did_you_mean(stem, known)}',
            hint="see them with `onboardctl template list`",
        )
    return brands


def _aliased(library: Library, files: Iterable[Found], alias: str) -> list[Found]:
    return [
        found
        for found in files
        if (template := library.read(found).template) is not None and alias in template.aliases
    ]


class EjectTemplate(NamedTuple):
    """Which template to copy; ``target`` is the brand it shall belong to, its own when ``None``."""

    name: str
    brand: str | None = None
    target: str | None = None


def eject_template(
    settings: Settings, now: datetime, request: EjectTemplate, *, dry_run: bool
) -> Result:
    """Copy a bundled template, in all its languages, into the workspace, to be changed there.

    Raises:
        NotFound: there is none of that name, or several brands have one.
        Conflict: the workspace has its own version already.
    """
    from onboardctl.operations.mail.facts import library_of
    from onboardctl.operations.report.saving import save

    library = library_of(settings)
    brand = request.brand or _only_brand(library, request.name)
    template = library.find(request.name, brand, "en")
    target = request.target or template.brand
    if not is_id(target):
        raise InvalidInput("template.brand", f'"{target}" is no id of a brand')
    home = settings.folder / "templates"
    copies = {
        home / target / found.locale / found.path.name: found.path
        for found in library.files()
        if (found.brand, found.stem) == (template.brand, template.id)
    }
    for copy in copies:
        if copy.exists():
            raise Conflict("template.exists", f"{copy} exists already", hint=f"edit {copy}")
    for copy, source in copies.items():
        if not dry_run:
            copy.parent.mkdir(parents=True, exist_ok=True)
            save(copy, source.read_bytes())
    files = tuple(str(copy.relative_to(settings.folder)) for copy in copies)
    return Result(
        "template eject",
        "template-ejected/1",
        TemplateEjected(template.id, target, files),
        now,
        messages=(f"copied {template.id} into {listed(files)}",),
        next_steps=(f"onboardctl template check {template.id}",),
        dry_run=dry_run,
    )
