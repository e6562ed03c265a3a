"""What the health file says, as values: groups, measures, bands, profiles, caps, signs, silence.

Points go from 0 to 100. Values of sources are held in thousandths of their unit, points in
thousandths of a point and scores in tenths, all as whole numbers, so that sums are exact on every
machine.
"""

from __future__ import annotations

from math import lcm

from onboardctl.core.record import NamedTuple

THOUSAND = 1000
TOP = 100
"""The most points there are."""


class Band(NamedTuple):
    """A stretch of scores that has a name; it reaches from ``start`` to the next band."""

    name: str
    start: int


class Step(NamedTuple):
    """A point of a measure's scale: a value in thousandths, and how many points it is worth."""

    value: int
    points: int


class Measure(NamedTuple):
    """One number that the score rests on.

    Attributes:
        sources: what is read, by names in :mod:`onboardctl.core.health.sources`; the first that is
            known counts.
        weight: its share among the measures of its group.
        scale: at least two steps by rising value, whose points never turn back.
        half_life: days after which half of what it says has faded; 0 fades never.
        min_n: from so many cases on it is known, where cases are counted.
        lift: what to do to raise it, one sentence.
    """

    id: str
    title: str
    sources: tuple[str, ...]
    weight: int
    scale: tuple[Step, ...]
    half_life: int = 0
    lift: str = ""
    min_n: int = 0

    @property
    def rises(self) -> bool:
        """Whether more is better."""
        return self.scale[-1].points > self.scale[0].points


class Group(NamedTuple):
    """Measures that belong together, with their weight in each profile."""

    id: str
    title: str
    weights: dict[str, int]
    measures: tuple[Measure, ...]


class Profile(NamedTuple):
    """A stage of life with weights of its own; the first that fits is taken.

    With ``ends_within`` it is for contracts that end within so many days. Otherwise a partner fits
    whose status or stage is named, where any is, and that signed within so many days, where
    ``signed_within`` says so. A profile that names nothing fits everybody.
    """

    id: str
    title: str
    status: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    ends_within: int | None = None
    signed_within: int | None = None

    @property
    def fits_everybody(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.status or self.stages or self.ends_within or self.signed_within)

    def fits(self, status: str, stage: str, days_left: int | None, days_since: int | None) -> bool:
        """Whether it is for such a partner.

        Args:
            status: of the partner.
            stage: of the partnership, empty when none was recorded.
            days_left: until the contract ends, ``None`` when no end is known.
            days_since: the signature, ``None`` when it is not known.
        """
        if self.ends_within is not None:
            return days_left is not None and 0 <= days_left <= self.ends_within
        named = status in self.status or stage in self.stages
        if (self.status or self.stages) and not named:
            return False
        young = days_since is not None and self.signed_within is not None
        return self.signed_within is None or (young and days_since <= self.signed_within)  # type: ignore[operator]


def first_fitting(
    profiles: tuple[Profile, ...],
    status: str,
    stage: str,
    days_left: int | None,
    days_since: int | None,
) -> Profile:
    """The first profile that fits such a partner (see :meth:`Profile.fits`); the last fits all."""
    return next(one for one in profiles if one.fits(status, stage, days_left, days_since))


class Condition(NamedTuple):
    """A comparison of a source, or of a group's points (``group.adoption``), with a bound.

    It holds from ``min_n`` cases on, where cases are counted.
    """

    source: str
    op: str
    bound: int
    text: str = ""
    min_n: int = 0


class Cap(NamedTuple):
    """While the condition holds the score is at most ``max``."""

    id: str
    title: str
    when: Condition
    max: int
    lift: str = ""


class Sign(NamedTuple):
    """When a warning sign of the playbook shows: any of the conditions holds.

    ``play`` is empty where the playbook's own pairing decides; ``owner`` is a role.
    """

    sign: str
    any: tuple[Condition, ...]
    play: str = ""
    owner: str = ""
    due_days: int = 30


class SilenceRung(NamedTuple):
    """What is done after so many days without activity; ``opens`` is a sign."""

    day: int
    title: str
    mail: str = ""
    opens: str = ""


class Silence(NamedTuple):
    """What counts as activity of a partner, whom the ladder is for, and its rungs by day."""

    counts: tuple[str, ...]
    profiles: tuple[str, ...]
    ladder: tuple[SilenceRung, ...]


class Trend(NamedTuple):
    """Compared with so many frozen weeks ago; less than ``steady`` tenths apart is steady."""

    weeks: int = 4
    steady: int = 30


class OverrideRule(NamedTuple):
    """For how many days a score may be overridden, and for which reasons."""

    max_days: int
    reasons: dict[str, str]


class HealthDefinition(NamedTuple):
    """The whole file. ``neutral`` is what faded measures drift to, in points."""

    version: int
    bands: tuple[Band, ...]
    profiles: tuple[Profile, ...]
    groups: tuple[Group, ...]
    min_coverage: int
    neutral: int
    most_share: int
    trend: Trend
    override: OverrideRule
    caps: tuple[Cap, ...] = ()
    signs: tuple[Sign, ...] = ()
    silence: Silence = Silence((), (), ())
    leaves_out: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All measures, group by group, in file order."""
        return tuple(measure for group in self.groups for measure in group.measures)

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source that is read, each once, in file order."""
        conditions = [cap.when for cap in self.caps]
        conditions += [one for sign in self.signs for one in sign.any]
        named = [source for measure in self.measures for source in measure.sources]
        named += [one.source for one in conditions if not one.source.startswith("group.")]
        return tuple(dict.fromkeys(named))

    def band(self, score: int) -> str:
        """The band of a score in tenths."""
        return next(band.name for band in reversed(self.bands) if score >= band.start * 10)

    def profile(self, ident: str) -> Profile:
        """A profile by its id; the last one for an id of another version."""
        return next((one for one in self.profiles if one.id == ident), self.profiles[-1])


_WEIGHTS: dict[str, tuple[int, ...]] = {}
_weighed: tuple[Group, ...] | None = None


def weights_of(definition: HealthDefinition, profile: str) -> tuple[int, ...]:
    """The weight of each measure in a profile, as whole numbers in exact proportion, in file order.

    Those of the definition asked for last are kept: ten thousand partners are weighed by one.
    """
    global _weighed  # noqa: PLW0603 -- one definition is in use at a time
    if definition.groups is not _weighed:
        _WEIGHTS.clear()
        _weighed = definition.groups
    known = _WEIGHTS.get(profile)
    if known is None:
        known = _WEIGHTS[profile] = _scaled(definition.groups, profile)
    return known


def _scaled(groups: tuple[Group, ...], profile: str) -> tuple[int, ...]:
    sums = [sum(measure.weight for measure in group.measures) for group in groups]
    whole = lcm(*sums)
    return tuple(
        group.weights.get(profile, 0) * measure.weight * (whole // total)
        for group, total in zip(groups, sums, strict=True)
        for measure in group.measures
    )
