"""``survey``: what partners answered."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group("Keep and list answers of surveys")


@command(app, "record", writes=True)
def record(
    run: Run,
    partner: Annotated[
        str,
        Argument(
            metavar="PARTNER",
            help="Id, slug or part of the name.",
            autocompletion=complete_partner,
        ),
    ],
    answers: Annotated[
        list[str], Argument(metavar="QUESTION=ANSWER...", help="Questions of the playbook.")
    ],
    at: Annotated[
        str | None, Option("--at", metavar="WHEN", help="When it was answered, if not now.")
    ] = None,
    by: Annotated[
        str, Option("--by", metavar="WHO", help="Respondent; an address is kept as a digest.")
    ] = "",
    survey: Annotated[str, Option("--survey", metavar="NAME", help="Occasion or campaign.")] = "",
    verbatim: Annotated[
        str, Option("--verbatim", metavar="TEXT", help="What was said beside the first answer.")
    ] = "",
) -> Result:
    """Keep the answers of one respondent

    Several people of one partner may answer the same question. Keeping the same answer twice
    changes nothing; another answer of the same person for the same moment is refused.

    Examples:

        onboardctl survey record northwind-talent csat=9 nps=10 --by jo@northwind.example
        onboardctl survey record northwind-talent pmf=very_disappointed --verbatim "Daily tool"
    """
    from onboardctl.operations.measured.survey import RecordSurvey, record_survey

    request = RecordSurvey(partner, tuple(answers), at, by, survey, verbatim)
    return record_survey(run.session(), request)


@command(app, "import", writes=True)
def import_(
    run: Run,
    file: Annotated[Path, Argument(metavar="FILE", help="A .csv, .json or .jsonl file.")],
) -> Result:
    """Import answers of a survey

    The columns are partner, question, answer and answered_at, and where they are known respondent,
    survey, verbatim and id. Rows that cannot be taken are written to a file beside it.

    Examples:

        onboardctl survey import imports/survey.csv --dry-run
        onboardctl survey import imports/survey.csv --yes
    """
    from onboardctl.operations.measured.survey_import import ImportSurvey, import_survey

    return import_survey(run.session(), ImportSurvey(file))


@command(app, "list", writes=False)
def list_(
    run: Run,
    partner: Annotated[
        str | None, Option("--partner", help="Only this partner.", autocompletion=complete_partner)
    ] = None,
    question: Annotated[
        str | None, Option("--question", help="Only this question, for example nps.")
    ] = None,
    survey: Annotated[str | None, Option("--survey", help="Only this occasion.")] = None,
    spoken: Annotated[
        bool, Option("--verbatims", help="Only answers with words beside them.")
    ] = False,
    limit: Annotated[int, Option("--limit", "-n", min=1, help="At most so many.")] = 50,
) -> Result:
    """List answers with what was said beside them, the latest first

    Examples:

        onboardctl survey list --question nps --verbatims
        onboardctl survey list --partner northwind-talent -o csv
    """
    from onboardctl.operations.measured.survey import ListAnswers, list_answers

    request = ListAnswers(run.as_of, partner, question, survey, spoken, limit)
    return list_answers(run.session(present=True), request)
