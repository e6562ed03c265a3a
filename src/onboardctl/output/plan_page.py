"""The mutual plan as one HTML page: no script, no request, readable on paper and in the dark."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.payloads.mutual_plan import MutualPlan

_ACCENT = "#0b57d0"

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --page: #f6f8fa; --card: #fff;
  --line: #d1d9e0; --accent: ACCENT; --ours: #6b4fb0; --done: #2f7d4f; --late: #b3261e; --track: #eef1f4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #a3adb8; --page: #101317;
  --card: #16191d; --line: #3d444d; --accent: #8ab4f8; --ours: #b79df0; --done: #6fcf97;
  --late: #ff8a80; --track: #22272e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 48px; }
h1 { font-size: 28px; line-height: 1.25; margin: 4px 0 8px; }
h2 { font-size: 19px; margin: 0 0 12px; }
h3 { font-size: 15px; margin: 24px 0 8px; color: var(--soft); font-weight: 600; }
p { margin: 0 0 8px; }
.brand, .soft { color: var(--soft); }
.brand { font-weight: 600; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 20px 24px; margin: 20px 0 0; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 20px; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 40px; margin: 16px 0 0; padding: 0; }
.facts div { min-width: 120px; }
.facts dt { color: var(--soft); font-size: 14px; }
.facts dd { margin: 0; font-size: 18px; font-weight: 600; }
ul { list-style: none; margin: 0; padding: 0; }
.next li { padding: 8px 0; border-top: 1px solid var(--line); }
.next li:first-child { border-top: 0; padding-top: 0; }
.next .items { margin: 4px 0 0; font-size: 15px; }
.next .items li { border: 0; padding: 2px 0 2px 22px; text-indent: -22px; }
.tag { font-size: 13px; font-weight: 600; white-space: nowrap; }
.tag.yours, .tag.shared { color: var(--accent); } .tag.ours { color: var(--ours); }
.tag.done { color: var(--done); } .tag.late { color: var(--late); }
.row { display: grid; grid-template-columns: minmax(0, 11fr) minmax(0, 5fr) minmax(0, 13fr);
  gap: 4px 16px; align-items: center; padding: 6px 0; border-top: 1px solid var(--line); }
.row .what { overflow-wrap: anywhere; }
.row .when { font-size: 14px; color: var(--soft); }
.track { position: relative; height: 14px; background: var(--track); border-radius: 7px; }
.bar { position: absolute; top: 0; bottom: 0; min-width: 6px; border-radius: 7px; background: var(--accent); }
.bar.ours { background: var(--ours); } .bar.shared { background: linear-gradient(var(--accent) 50%, var(--ours) 50%); }
.bar.done { background: var(--done); opacity: .55; } .bar.late { outline: 2px solid var(--late); }
.bar.point { width: 12px !important; border-radius: 2px; transform: rotate(45deg); top: 1px; bottom: 1px; }
.today { position: absolute; top: -6px; bottom: -6px; border-left: 2px solid var(--late); }
.scale { border: 0; font-size: 12px; color: var(--soft); }
.scale .track { background: none; height: 18px; }
.scale span { position: absolute; white-space: nowrap; }
.progress { height: 10px; background: var(--track); border-radius: 5px; margin: 16px 0 0; }
.progress div { height: 100%; border-radius: 5px; background: var(--done); }
.people { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 12px; }
a { color: var(--accent); overflow-wrap: anywhere; }
@media (max-width: 700px) {
  main { padding: 20px 12px 32px; } .card { padding: 16px; } .two { grid-template-columns: 1fr; gap: 0; }
  .row { grid-template-columns: 1fr; gap: 2px; padding: 10px 0; } .scale { display: none; }
  .row .track { margin-top: 4px; height: 10px; } .today { top: 0; bottom: 0; } h1 { font-size: 24px; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --page: #fff; --card: #fff;
  --line: #bbb; --accent: #1a4e9e; --ours: #6b4fb0; --done: #2f7d4f; --late: #b3261e; --track: #eee; }
  main { max-width: none; padding: 0; } .card { border: 0; padding: 12px 0; margin: 0; }
  .row, .next li { break-inside: avoid; } .track, .bar, .progress div { print-color-adjust: exact; } }
"""

_PAGE = """{% macro upcoming(title, tasks, empty) %}<section class="card">
<h2>{{ title }}</h2>
{% if tasks %}<ul class="next">
{% for task in tasks %}<li><strong>{{ task.title }}</strong>
{%- if task.state == "late" %} <span class="tag late">late</span>{% endif %}<br>
<span class="soft">{{ span(task) }}, {{ task.who }}{% if task.meeting_minutes %}, a call of {{ task.meeting_minutes }} minutes{% endif %}</span>
{%- if task.items %}
<ul class="items">{% for item in task.items %}<li>{{ "&#9745;"|safe if item.done else "&#9744;"|safe }} {{ item.text }}</li>{% endfor %}</ul>{% endif %}
</li>
{% endfor %}</ul>{% else %}<p class="soft">{{ empty }}</p>{% endif %}
</section>{% endmacro %}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ plan.partner }}: {{ plan.title }}</title>
<style>{{ style|safe }}</style>
</head>
<body>
<main>
<header>
<p class="brand">{{ plan.brand }}</p>
<h1>{{ plan.partner }}: {{ plan.title }}</h1>
<p class="soft">Our plan together, as of {{ long(plan.today) }}.</p>
<dl class="facts">
<div><dt>Start</dt><dd>{{ day(plan.start_on) }}</dd></div>
{% if plan.go_live_on %}<div><dt>Go-live</dt><dd>{{ day(plan.go_live_on) }}</dd></div>{% endif %}
<div><dt>Finish</dt><dd>{{ day(plan.finish_on) }}</dd></div>
<div><dt>Done</dt><dd>{{ plan.tasks_done }} of {{ plan.tasks_required }} steps</dd></div>
</dl>
<div class="progress" aria-hidden="true"><div style="width:{{ share }}%"></div></div>
</header>
<div class="two">
{{ upcoming("Next for you", plan.yours, "Nothing is asked of you right now.") }}
{{ upcoming("Next from us", plan.ours, "All our steps are done.") }}
</div>
<section class="card">
<h2>The whole plan</h2>
<p class="soft"><span class="tag yours">You</span> &middot; <span class="tag ours">{{ plan.brand }}</span>
 &middot; <span class="tag done">done</span>{% if plan.today_at is not none %}; the line is today{% endif %}.</p>
<div class="row scale" aria-hidden="true"><div></div><div></div><div class="track">
{%- for mark in plan.weeks %}<span style="left:{{ mark.left }}%">{{ short(mark.on) }}</span>{% endfor -%}
</div></div>
{% for phase in plan.phases %}
<h3>{{ phase.title }}</h3>
{% for task in phase.tasks %}
<div class="row">
<div class="what">{{ task.title }}
<span class="tag {{ task.side }}">{{ task.who }}</span>
{%- if task.state in ("done", "late") %} <span class="tag {{ task.state }}">{{ task.state }}</span>{% endif %}</div>
<div class="when">{{ span(task) }}</div>
<div class="track" aria-hidden="true">
<div class="bar {{ task.side }} {{ task.state }}{{ " point" if task.milestone }}" style="left:{{ task.left }}%;width:{{ task.width }}%"></div>
{%- if plan.today_at is not none %}<div class="today" style="left:{{ plan.today_at }}%"></div>{% endif %}
</div>
</div>
{% endfor %}
{% endfor %}
</section>
{% if plan.people %}
<section class="card">
<h2>Who works with you</h2>
<div class="people">
{% for person in plan.people %}
<div><strong>{{ person.name }}</strong><br><span class="soft">{{ person.role }}</span>
{%- if person.email %}<br><a href="mailto:{{ person.email }}">{{ person.email }}</a>{% endif %}</div>
{% endfor %}
</div>
</section>
{% endif %}
</main>
</body>
</html>
"""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def plan_page(plan: MutualPlan) -> str:
    """The page as text; every value of the plan is escaped."""
    accent = plan.accent if re.fullmatch(r"#[0-9a-fA-F]{6}", plan.accent) else _ACCENT
    share = 100 * plan.tasks_done // plan.tasks_required if plan.tasks_required else 0
    text: str = _template().render(
        plan=plan,
        style=_STYLE.replace("ACCENT", accent),
        share=share,
        day=day,
        short=short,
        long=_long,
        span=_span,
    )
    return text.lstrip()


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    around = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return around.from_string(_PAGE)


def short(on: date) -> str:
    """A day without its year: ``2 Mar``."""
    return f"{on.day} {_MONTHS[on.month - 1]}"


def day(on: date) -> str:
    """A day as people write it: ``2 Mar 2026``."""
    return f"{short(on)} {on.year}"


def _long(on: date) -> str:
    return f"{_WEEKDAYS[on.weekday()]}, {day(on)}"


def _span(task: Any) -> str:
    """From when to when, without what both days share."""
    first, last = task.start_on, task.finish_on
    about = "about " if task.provisional else ""
    if first == last:
        return f"{about}{day(last)}"
    if first.year != last.year:
        return f"{about}{day(first)} to {day(last)}"
    start = (
        f"{first.day}" if first.month == last.month else f"{first.day} {_MONTHS[first.month - 1]}"
    )
    return f"{about}{start} to {day(last)}"
