"""A report with every kind of part, and one as large as a report of charts gets."""

from __future__ import annotations

from datetime import UTC, date, datetime

from onboardctl.core.report import model as m

AS_OF = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOSTILE = (
    '=HYPERLINK("http://evil.example","x") <script>alert(1)</script> {{7*7}} #panic() *b* '
    "\x1b[31m \u202e \ufffe | `c`"
)


def months(values, *, total=20, running=True):
    """Points of one year, the last month still running."""
    last = len(values)
    return tuple(
        m.Point(
            f"2025-{at:02d}",
            value,
            "no data" if value is None else f"{round(value * 100)}% ({value * total:g}/{total})",
            total,
            None if value is None else value * total,
            total,
            complete=not (running and at == last),
        )
        for at, value in enumerate(values, start=1)
    )


ACTIVATION = months((0.5, 0.6, 0.55, None, 0.7, 0.75, 0.8, 0.85, 0.8, 0.9, 0.95, 0.95))
REACHED = m.Figure(
    id="beta.activation",
    title="Activated within 30 days",
    text="80% (12/15)",
    value=0.8,
    unit="ratio",
    n=15,
    numerator=12,
    denominator=15,
    target=">= 80%",
    target_value=0.8,
    met=True,
    verdict="undecided",
    band="good",
    direction="higher",
    period="2026-02",
    low=0.548,
    high=0.93,
    level=0.95,
    previous="75% (9/12)",
    to_date="82% (9/11)",
    history=ACTIVATION,
    owner="csm",
    remarks=("undecided: 95%: 55 to 93% spans the target",),
    definition="beta.activation v1",
)
MISSED = m.Figure(
    id="beta.csat",
    title="Satisfaction",
    text="7.9/10 (n 31)",
    value=7.9,
    unit="/10",
    n=31,
    target=">= 9/10",
    target_value=9,
    met=False,
    verdict="missed",
    band="needs improvement",
    direction="higher",
    definition="beta.csat v2",
)
SILENT = m.Figure(
    id="beta.usage",
    title="Weekly usage",
    text="no data",
    unit="ratio",
    n=0,
    target=">= 60%",
    target_value=0.6,
    verdict="not measured",
)
LINE = m.Chart(
    title="Activation by tier",
    kind="line",
    unit="ratio",
    labels=tuple(point.label for point in ACTIVATION),
    series=(m.Series("Business", ACTIVATION), m.Series("Enterprise", months((0.4,) * 12))),
    target=0.8,
    target_text=">= 80%",
    bands=(m.Span("excellent", 0.9, None), m.Span("good", 0.8, 0.9), m.Span("low", None, 0.8)),
    note="Business has been above the target since July.",
)
BARS = m.Chart(
    title="Load by person",
    kind="bar",
    unit="hours",
    labels=("Ada Lovelace", "Kim Sato"),
    series=(m.Series("Booked", (m.Point("Ada", 32, "32 h", 4), m.Point("Kim", None, "no data"))),),
    target=40,
    target_text="<= 40 h",
)
COLUMNS = m.Chart(
    title="Tickets",
    kind="column",
    unit="",
    labels=("2025-01", "2025-02"),
    series=(
        m.Series(
            "Opened", (m.Point("2025-01", 12, "12"), m.Point("2025-02", 9, "9", complete=False))
        ),
    ),
)
GRID = m.Grid(
    (m.Head("partner", "Partner"), m.Head("done", "Done", "right")),
    ((m.Value("Northwind"), m.Value("80% (12/15)", 0.8, 12, 15)),),
    title="By partner",
)
TODO = m.Actions(
    (
        m.Action("Call the sponsor", "ada", date(2026, 3, 1), "late", "Northwind"),
        m.Action("Send the deck", "tim", None, "done"),
    ),
    title="Actions",
)


def report(**changes):
    """A report with every kind of part."""
    made = m.Report(
        kind="kpi",
        title="KPIs of the beta",
        subtitle="February 2026, 14 partners",
        as_of=AS_OF,
        zone="Europe/Berlin",
        sections=(
            m.Section("Activation", (m.Figures((REACHED, MISSED, SILENT)),)),
            m.Section("Trends", (LINE, BARS, COLUMNS)),
            m.Section("Work", (GRID, m.Prose(("First things first.", "Then the rest."), bullets=True), TODO)),
        ),
        definitions=(
            m.Definition("beta.activation v1", "Activated within 30 days", "Partners that met all five criteria.", ">= 80%", ("excellent > 90", "good >= 80", "low < 80"), "seed"),
            m.Definition("beta.csat v2", "Satisfaction", "Mean of the answers."),
        ),
        intro=("Targets: 1 met, 1 not met, 1 without an answer yet.",),
        brand="CredLink",
    )  # fmt: skip
    return made._replace(**changes)


def hostile():
    """A report whose every text tries to be more than text."""
    figure = REACHED._replace(title=HOSTILE, owner=HOSTILE, remarks=(HOSTILE,), band=HOSTILE)
    chart = LINE._replace(
        title=HOSTILE, note=HOSTILE, series=(m.Series(HOSTILE, ACTIVATION),), target_text=HOSTILE
    )
    bars = BARS._replace(title="=1+1", labels=(HOSTILE, "=2+2"))
    grid = m.Grid(
        (m.Head("a", HOSTILE), m.Head("b", "=3+3")), ((m.Value(HOSTILE), m.Value("=4+4")),), HOSTILE
    )
    todo = m.Actions((m.Action(HOSTILE, HOSTILE, None, "open", HOSTILE, HOSTILE),), HOSTILE)
    parts = (m.Figures((figure,), HOSTILE), chart, bars, grid, m.Prose((HOSTILE, "=5+5")), todo)
    meaning = m.Definition("beta.activation v1", HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), HOSTILE)
    return report(
        title=HOSTILE,
        subtitle=HOSTILE,
        brand=HOSTILE,
        accent="red;}</style><script>",
        intro=(HOSTILE,),
        sections=(m.Section(HOSTILE, parts),),
        definitions=(meaning,),
    )  # fmt: skip


def large():
    """Twelve charts of two years and three series, ten tables of forty rows."""
    values = tuple((at * 7 % 24) / 24 for at in range(24))
    labels = tuple(f"{2024 + at // 12}-{at % 12 + 1:02d}" for at in range(24))
    points = tuple(
        m.Point(label, value, f"{round(value * 100)}% ({round(value * 40)}/40)", 40, round(value * 40), 40)
        for label, value in zip(labels, values, strict=True)
    )  # fmt: skip
    series = tuple(m.Series(name, points) for name in ("Developer", "Business", "Enterprise"))
    charts = tuple(
        LINE._replace(title=f"Chart {at}", labels=labels, series=series) for at in range(12)
    )
    rows = tuple((m.Value(f"Partner {at}"), m.Value(f"{at}%", at / 100)) for at in range(40))
    grids = tuple(GRID._replace(title=f"Table {at}", rows=rows) for at in range(10))
    return report(sections=(m.Section("Trends", charts), m.Section("Tables", grids)))
