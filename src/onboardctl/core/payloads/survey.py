"""What the survey commands answer."""

from datetime import datetime

from onboardctl.core.record import NamedTuple


class Answer(NamedTuple):
    """One answer to one question, with what was said beside it; ``tier`` is that of the day."""

    id: str
    partner: str
    name: str
    survey: str
    question: str
    respondent: str
    value: str
    verbatim: str
    tier: str
    answered_at: datetime


class AnswerList(NamedTuple):
    """Answers, the latest first; ``more`` says that there are further ones."""

    answers: tuple[Answer, ...]
    more: bool = False


class SurveyRecorded(NamedTuple):
    """Answers kept of one respondent."""

    partner: str
    name: str
    answers: dict[str, str]
    at: datetime
    new: int
