"""A template and a context in, a mail out; or one refusal that lists everything in the way.

The seam for the rest of the program is :func:`render`.
"""

from functools import lru_cache

from onboardctl.core.errors import Diagnostic, InvalidInput
from onboardctl.core.locale_text import language
from onboardctl.core.message import MailContext, Promise, RenderedMessage, deadline_of
from onboardctl.core.playbook import Duration
from onboardctl.core.record import NamedTuple
from onboardctl.templating import contract, meeting, skeleton
from onboardctl.templating.contract import Bound
from onboardctl.templating.people import People, unsubscribe, without
from onboardctl.templating.program import Code, Program, Use
from onboardctl.templating.skeleton import Skeleton, TooLarge, fill_text
from onboardctl.templating.source import PromiseSpec, Template
from onboardctl.templating.values import BadValue, convert, header_text

_LONGEST_SUBJECT = 250


class Analysis(NamedTuple):
    """What reading a template found: its program, names in order, and what forbids running it."""

    program: Program | None
    uses: tuple[Use, ...]
    problems: tuple[Diagnostic, ...]


@lru_cache(maxsize=128)
def analyse(template: Template) -> Analysis:
    """Read the Jinja2 texts of a template; never raises for what they say."""
    if template.program is not None:
        return Analysis(template.program, template.program.uses, ())
    from onboardctl.templating import grammar

    file = template.file
    texts = [
        (template.body, template.body_line),
        (template.subject, template.subject_line),
        (template.preheader, template.subject_line),
        *((promise.text, promise.line) for promise in template.promises),
        (template.invite.title, template.invite.line) if template.invite else ("", 1),
    ]
    read = [grammar.parse(text, file=file, line=line) for text, line in texts]
    guarded = [variable for variable in template.variables if variable.required_if]
    conditions = [
        grammar.parse_condition(variable.required_if or "", file=file, line=variable.line)
        for variable in guarded
    ]
    problems = tuple(problem for syntax in (*read, *conditions) for problem in syntax.problems)
    uses = tuple(use for syntax in (*read, *conditions) for use in syntax.uses)
    if problems:
        return Analysis(None, uses, problems)
    body, subject, preheader, *promises, title = (syntax.code for syntax in read)
    tests = zip(guarded, conditions, strict=True)
    named = tuple((variable.name, syntax.code) for variable, syntax in tests)
    program = Program(body, subject, preheader, tuple(promises), named, title, uses)
    return Analysis(program, uses, ())


def compiled(template: Template) -> Template | None:
    """The template with its program, when nothing is wrong with it; ``None`` otherwise."""
    analysis = analyse(template)
    declared = {variable.name for variable in template.variables}
    if analysis.program is None or not {use.name for use in analysis.uses} <= declared:
        return None
    return template._replace(program=analysis.program)


def render(template: Template, context: MailContext, *, html: bool = True) -> RenderedMessage:
    """The mail that a template makes of a context.

    Args:
        template: as read by ``catalogue.read_template``.
        context: variables with their origin, people, brand; see ``core.mail_variables``.
        html: also make the HTML part; without it markdown-it is never imported.

    Returns:
        The message, unsent: no Date, no Message-ID (see ``templating.mime``).

    Raises:
        InvalidInput: ``template.invalid`` when the template breaks the rules, or
            ``template.incomplete`` when values or people are missing or wrong; every finding is
            a diagnostic with file, line and the command that fills it.
    """
    program = _program(template, context)
    refused = meeting.cancel_problems(template, context)
    if refused:
        raise _incomplete(template, context, refused)
    context = meeting.with_meeting(template, context)
    bound = contract.bind(template, context, dict(program.conditions))
    problems: list[Diagnostic] = []
    try:
        body = skeleton.make(program.body, bound.values, template.locale)
        subject = _line(program.subject, bound, template)
        preheader = _line(program.preheader, bound, template)
        promises = _promises(program, bound, template, context)
        told = _told(template, bound, _line(program.meeting, bound, template))
    except TooLarge:
        raise _too_large(template) from None
    problems += [
        _body_problem(template, text) for text in (*body.bad, *skeleton.link_problems(body))
    ]
    try:
        header_text(subject, _LONGEST_SUBJECT)
    except BadValue as reason:
        problems.append(_subject_problem(template, f"the subject {reason}"))
    people = People(template, context)
    message = RenderedMessage(
        template=template.id,
        brand=context.brand.id,
        locale=template.locale,
        partner=context.partner,
        tier=context.tier,
        kind=template.kind,
        subject=subject or template.title,
        text="",
        sender=people.one("from", template.sender),
        to=people.several("to", template.to),
        cc=people.several("cc", template.cc),
        reply_to=people.one("reply_to", template.reply_to),
        occasion=context.occasions.get(template.once_per, template.once_per),
        promises=promises,
        source=template.file,
        digest=template.digest,
        domain=context.brand.domain,
        warnings=_language_warning(template, context),
    )
    problems += told.problems(template)
    problems += [*people.problems, *contract.gap_problems(template, program.uses, bound.log)]
    if problems:
        raise _incomplete(template, context, problems)
    message = message._replace(
        cc=without(message.cc, (*message.to, *((message.sender,) if message.sender else ()))),
        warnings=(*message.warnings, *people.left_out),
    )
    if message.kind == "digest":
        message = message._replace(
            unsubscribe=unsubscribe(context.brand, message.reply_to or message.sender)
        )
    message = _with_bodies(message, body, preheader, context, html=html)
    return meeting.invite(template, context, message, told)


def _program(template: Template, context: MailContext) -> Program:
    if template.program is not None:
        return template.program
    analysis = analyse(template)
    found = [
        *analysis.problems,
        *contract.contract_problems(template, analysis.uses, context.variables),
    ]
    errors = tuple(problem for problem in found if problem.severity == "error")
    if errors or analysis.program is None:
        count = f"{len(errors)} problems" if len(errors) > 1 else "a problem"
        raise InvalidInput(
            "template.invalid",
            f"template {template.id} has {count} and cannot be rendered",
            hint=f"onboardctl template check {template.id}",
            diagnostics=errors,
        )
    return analysis.program


def _with_bodies(
    message: RenderedMessage, body: Skeleton, preheader: str, context: MailContext, *, html: bool
) -> RenderedMessage:
    from onboardctl.templating.plain import plain_text, underlined

    text = underlined(fill_text(plain_text(body.text), body.values))
    if not html:
        return message._replace(text=text)
    from onboardctl.templating.html import Page, render_html

    page = Page(message.locale, message.subject, preheader, context.brand)
    return message._replace(text=text, html=render_html(body.text, body.values, page))


def _line(code: Code, bound: Bound, template: Template) -> str:
    """A subject, a preheader or a promise: one line of plain text."""
    made = skeleton.make(code, bound.values, template.locale)
    return fill_text(made.text, made.values).strip()


def _told(template: Template, bound: Bound, title: str) -> meeting.Told:
    """Length and place of the meeting, from the values of their variables."""
    spec = template.invite
    if spec is None:
        return meeting.Told(None)
    start = bound.values.get(spec.start)
    minutes = bound.values.get(spec.minutes, spec.minutes)
    if isinstance(start, contract.Gap) and start.code == contract.WRONG:
        start.need()
    elif isinstance(minutes, contract.Gap) and not isinstance(start, contract.Gap):
        minutes.need()
    place = bound.values.get(spec.place)
    length = int(minutes) if isinstance(minutes, (int, str)) else None
    return meeting.Told(length, title, str(place) if isinstance(place, str) else "")


def _promises(
    program: Program, bound: Bound, template: Template, context: MailContext
) -> tuple[Promise, ...]:
    made = []
    for spec, text in zip(template.promises, program.promises, strict=True):
        promise = Promise(
            spec.id,
            _line(text, bound, template),
            spec.owner,
            spec.starts,
            _within(spec, bound),
            kept_by=spec.kept_by,
        )
        made.append(promise._replace(due_at=deadline_of(promise, context.now)))
    return tuple(made)


def _within(spec: PromiseSpec, bound: Bound) -> Duration | None:
    if spec.within is None:
        return None
    if spec.within in bound.values:
        value = bound.values[spec.within]
        return value if isinstance(value, Duration) else None
    try:
        within: Duration = convert(spec.within, "duration")
    except BadValue:
        return None
    return within


def _language_warning(template: Template, context: MailContext) -> tuple[Diagnostic, ...]:
    wanted = context.locale
    if template.locale == wanted or language(template.locale) == language(wanted):
        return ()
    message = f"there is no {template.id} in {wanted}; it is in {template.locale}"
    return (Diagnostic("ML050", message, None, template.file, severity="warning"),)


def _body_problem(template: Template, text: str) -> Diagnostic:
    return Diagnostic("ML035", text, None, template.file, template.body_line, 1)


def _subject_problem(template: Template, text: str) -> Diagnostic:
    return Diagnostic("ML036", text, None, template.file, template.subject_line, 1)


def _too_large(template: Template) -> InvalidInput:
    limit = f"{skeleton.LARGEST:,} characters or {skeleton.MOST_VALUES:,} values"
    return InvalidInput("template.too_large", f"template {template.id} makes more than {limit}")


def _incomplete(
    template: Template, context: MailContext, problems: list[Diagnostic]
) -> InvalidInput:
    count = "one thing is" if len(problems) == 1 else f"{len(problems)} things are"
    return InvalidInput(
        "template.incomplete",
        f"{template.id} for {context.partner} cannot be rendered: {count} missing or wrong",
        diagnostics=tuple(problems),
    )
