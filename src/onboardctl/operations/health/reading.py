"""Read health: the list of partners, and one partner with everything behind its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import parse_instant
from onboardctl.core.payloads import health as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.health.kept import basis
from onboardctl.operations.health.listing import lines_of

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

EVERY = 1_000_000


class ListHealth(NamedTuple):
    """Which partners; ``band`` may also be ``unscored``."""

    band: str | None = None
    sign: str | None = None
    falling: bool = False
    lead: str | None = None
    every: bool = False
    limit: int = 20


class ShowHealth(NamedTuple):
    """Whose health, and whether with all that it rests on."""

    partner: str
    why: bool = False


def list_health(session: Session, request: ListHealth) -> Result:
    """Partners by score, the lowest first.

    Raises:
        InvalidInput: ``health.band``, ``health.sign``, or the file cannot be used.
        NotFound: ``person.unknown``.
    """
    found = basis(session)
    _known("band", request.band, [*(one.name for one in found.definition.bands), "unscored"])
    _known("sign", request.sign, [one.sign for one in found.definition.signs])
    lead = session.owner(request.lead)
    narrowed = bool(request.band or request.sign or request.falling or lead or request.every)
    lines = lines_of(session, found, EVERY if narrowed else request.limit)
    wanted = [line for line in lines.lines if _is_wanted(line, request, lead)]
    data = p.HealthList(
        lines=tuple(wanted if request.every else wanted[: request.limit]),
        bands=lines.bands,
        unscored=lines.unscored,
        left_out=lines.left_out,
        total=sum(lines.bands.values()) + lines.unscored + lines.left_out,
        scored_at=parse_instant(lines.kept["scored_at"]) if lines.kept is not None else None,
        fresh=lines.fresh,
        version=found.definition.version,
    )
    first = data.lines[0].partner if data.lines else None
    return Result(
        "health list",
        "health-list/1",
        data,
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(f"onboardctl health show {first} --why",) if first else (),
    )


def _known(word: str, name: str | None, known: list[str]) -> None:
    if name is not None and name not in known:
        from onboardctl.core.errors import InvalidInput
        from onboardctl.core.names import did_you_mean, listed

        raise InvalidInput(
            f"health.{word}",
            f'there is no {word} "{name}"{did_you_mean(name, known)}',
            hint=f"there are {listed(known)}",
        )


def _is_wanted(line: p.HealthLine, request: ListHealth, lead: str | None) -> bool:
    if line.left_out and not request.every:
        return False
    if request.band == "unscored":
        if line.score is not None or line.left_out:
            return False
    elif request.band is not None and line.band != request.band:
        return False
    if request.sign is not None and request.sign not in line.signs:
        return False
    if request.falling and line.trend != "falling":
        return False
    return lead is None or line.lead == lead


def show_health(session: Session, request: ShowHealth) -> Result:
    """One partner's score with what it rests on, worked out for this answer.

    Raises:
        NotFound: no such partner.
        InvalidInput: the file cannot be used.
    """
    from onboardctl.operations.health.scoring import score_some
    from onboardctl.operations.health.shown import shown_of

    row = session.find_partner(request.partner)
    definition = basis(session).definition
    (one,) = score_some(session, definition, [row["partner_id"]])
    data = shown_of(session, definition, one, why=request.why)
    step = f"onboardctl health show {data.partner} --why"
    if request.why:
        step = (
            f"onboardctl intervention show {data.partner} {data.signs[0].intervention}"
            if data.signs and data.signs[0].intervention
            else f"onboardctl status {data.partner}"
        )
    return Result(
        "health show",
        "health/1",
        data,
        as_of=session.moment,
        zone=row["zone"],
        next_steps=(step,),
    )
