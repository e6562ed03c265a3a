"""``render``: the finished mail for a partner."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.completion import complete_partner, complete_template
from onboardctl.cli.context import Run
from onboardctl.core.errors import Usage
from onboardctl.core.result import Result

app = single()
_FORMATS = ("text", "html", "eml", "json")


def _format(value: str | None) -> str | None:
    if value is None or value in _FORMATS:
        return value
    from typer import BadParameter

    from onboardctl.core.names import did_you_mean

    raise BadParameter(
        f'"{value}" is not one of {", ".join(_FORMATS)}{did_you_mean(value, _FORMATS)}'
    )


@command(app, "render", writes=True, as_of=True)
def render(
    run: Run,
    template: Annotated[
        str,
        Argument(
            help="Template id, for example welcome.",
            metavar="TEMPLATE",
            autocompletion=complete_template,
        ),
    ],
    partner: Annotated[
        str,
        Option(
            "--partner",
            "-p",
            help="Partner id, slug or part of the name.",
            autocompletion=complete_partner,
        ),
    ],
    format: Annotated[  # noqa: A002 -- the name of the flag
        str | None,
        Option("--format", help="text, html, eml or json.", metavar="FORMAT", callback=_format),
    ] = None,
    out: Annotated[
        str | None, Option("--out", help="Write to this file instead.", metavar="FILE")
    ] = None,
    tier: Annotated[
        str | None, Option("--tier", help="Show it as this tier would get it.", metavar="TIER")
    ] = None,
    locale: Annotated[
        str | None, Option("--locale", help="Language, for example de.", metavar="LOCALE")
    ] = None,
    preview: Annotated[bool, Option("--open", help="Look at it in a browser.")] = False,
    copy: Annotated[bool, Option("--copy", help="Put the text on the clipboard.")] = False,
    matrix: Annotated[bool, Option("--matrix", help="Show all tiers in one text.")] = False,
    diff: Annotated[
        bool, Option("--diff", help="Show what changed since it was last sent.")
    ] = False,
    cancel: Annotated[
        bool, Option("--cancel", help="Call off the meeting the mail invited to.")
    ] = False,
    about: Annotated[
        str | None,
        Option("--about", help="The ticket the mail is about.", metavar="TICKET"),
    ] = None,
    attach: Annotated[
        list[str] | None,
        Option("--attach", help="Add a file of the folder files (repeatable).", metavar="FILE"),
    ] = None,
) -> Result:
    """Write the finished mail for a partner

    Prints headers and text, ready to read or copy. A value that is missing, empty or mistyped is
    refused with the place in the template and the command that fills it; nothing is ever left
    blank. `welcome` is the welcome mail of the partner's own playbook and brand. Nothing is sent.
    An existing file is replaced only with --yes. A mail that invites to a meeting carries the
    invitation for the calendar.

    Examples:

        onboardctl render welcome --partner northwind-talent
        onboardctl render sla_confirmation --partner northwind-talent --format eml --out sla.eml
        onboardctl render welcome --partner northwind-talent --matrix
        onboardctl render issue_status --partner northwind-talent --about T-000002
    """
    from onboardctl.operations.mail.diff import render_diff
    from onboardctl.operations.mail.making import WantedMail
    from onboardctl.operations.mail.render import RenderMail, render_mail, render_matrix

    wanted = WantedMail(template, partner, tier, locale, cancel, tuple(attach or ()), about)
    other = bool(out or preview or format or copy or cancel or attach)
    if diff:
        if other or matrix:
            raise Usage("render.diff", "--diff compares texts and takes no other form")
        return render_diff(run.session(), wanted)
    if not matrix:
        request = RenderMail(wanted, format, out, preview, copy, run.yes)
        return render_mail(run.session(), request)
    if other or tier:
        raise Usage("render.matrix", "--matrix shows all tiers as text and takes no other form")
    return render_matrix(run.session(), wanted)
