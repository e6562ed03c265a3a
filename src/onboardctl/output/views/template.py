"""Views of mail templates."""

from collections.abc import Callable
from typing import Any

from onboardctl.core.payloads.template import (
    TemplateCheck,
    TemplateEjected,
    TemplateList,
    TemplateShown,
)
from onboardctl.output.document import Column, Document, Fields, Lines, Table
from onboardctl.output.look import Look


def template_list(payload: TemplateList, look: Look) -> Document:
    """Templates under columns, one row for all languages of one."""
    columns = (
        Column("id", "Template", keep=True),
        Column("brand", "Brand"),
        Column("locales", "Languages", drop=1),
        Column("kind", "Class", drop=3),
        Column("when", "Due", drop=2),
        Column("once_per", "Once per", drop=4),
        Column("title", "What it is", wide=True),
        Column("variables", "Variables", align="right", wide=True),
    )
    rows = tuple(
        (
            one.id + (" *" if one.own else ""),
            one.brand,
            ", ".join(one.locales),
            one.kind,
            _when(one.event, one.due),
            one.once_per.replace("_", " "),
            one.title,
            str(one.variables_count),
        )
        for one in payload.templates
    )
    table = Table(columns, rows, empty="there are no templates")
    if any(one.own for one in payload.templates):
        return Document((table, Lines(("* the workspace has its own version",))))
    return Document((table,))


def template_shown(payload: TemplateShown, look: Look) -> Document:
    """Who gets it when, then each variable with where its value comes from."""
    pairs = (
        ("Template", f"{payload.brand}/{payload.id} ({payload.locale})"),
        ("What it is", payload.title),
        ("Subject", payload.subject),
        ("From", payload.sender or "-"),
        ("To", ", ".join(payload.to) or "-"),
        ("Cc", ", ".join(payload.cc) or "-"),
        ("Due", _when(payload.event, payload.due)),
        ("Once per", payload.once_per.replace("_", " ")),
        ("Tiers", ", ".join(payload.tiers) or "all"),
        *((("Meeting", payload.meeting),) if payload.meeting else ()),
        *((("Attached", ", ".join(payload.attach)),) if payload.attach else ()),
        ("File", payload.file),
    )
    columns = (
        Column("name", "Variable"),
        Column("type", "Type", drop=2),
        Column("needed", "Needed", drop=1),
        Column("source", "From"),
        Column("fill", "Fill it with", wide=True),
    )
    rows = tuple(
        (one.name, one.type, one.needed, one.source, one.fill) for one in payload.variables
    )
    blocks = (
        Fields(pairs),
        Table(columns, rows, "Variables", "none"),
        *((Lines(payload.promises, "It promises"),) if payload.promises else ()),
    )
    return Document(blocks)


def template_check(payload: TemplateCheck, look: Look) -> Document:
    """One line; the findings themselves go where all findings go."""
    files = _count(payload.files_count, "template")
    errors = _count(payload.errors_count, "error")
    warnings = _count(payload.warnings_count, "warning")
    return Document((Lines((f"checked {files}: {errors}, {warnings}",)),))


def template_ejected(payload: TemplateEjected, look: Look) -> Document:
    """The files that are there to be changed now."""
    return Document((Lines(payload.files),), ids=payload.files)


def _when(event: str | None, due: str | None) -> str:
    if event is None:
        return "by hand"
    named = event.replace("_", " ")
    if due is None:
        return f"on {named}"
    return f"{due} {named}" if due.endswith("before") else f"{due} after {named}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    TemplateList: template_list,
    TemplateShown: template_shown,
    TemplateCheck: template_check,
    TemplateEjected: template_ejected,
}
