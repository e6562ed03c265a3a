"""Templates that loop, grow or reach outside are refused before they run."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from mail_samples import context, facts, template
from onboardctl.core.errors import InvalidInput
from onboardctl.templating import grammar, program
from onboardctl.templating.rendering import render

VARIABLES = "  organization: text\n  accomplishments: list"

REFUSED = {
    "a product": ("{{ 'a' * 10**9 }}", "arithmetic is not allowed in a mail template"),
    "a power": ("{{ 10 ** 10 ** 7 }}", "arithmetic is not allowed in a mail template"),
    "a sum": ("{{ 1 + 1 }}", "arithmetic is not allowed in a mail template"),
    "a format": ("{{ '%1000000000d' % 1 }}", "arithmetic is not allowed in a mail template"),
    "a joined text": ("{{ 'a' ~ 'b' }}", "joining with ~ is not allowed in a mail template"),
    "a method": (
        "{{ '{:>1000000000}'.format(1) }}",
        "calling something is not allowed in a mail template",
    ),
    "lipsum": ("{{ lipsum(n=100000) }}", "calling something is not allowed in a mail template"),
    "a range": (
        "{% for i in range(10**9) %}x{% endfor %}",
        "calling something is not allowed in a mail template",
    ),
    "globals": (
        "{{ organization.__class__ }}",
        "organization.__class__: a variable has no parts",
    ),
    "an index": (
        "{{ organization['__class__'] }}",
        "an index in [ ] is not allowed in a mail template",
    ),
    "attr": (
        "{{ organization|attr('__class__') }}",
        (
            '"attr" is no filter of mail templates (known: capitalize, first, join, last, length, '
            "lower, upper)"
        ),
    ),
    "a wide filter": (
        "{{ organization|center(1000000000) }}",
        (
            '"center" is no filter of mail templates (known: capitalize, first, join, last, length, '
            "lower, upper)"
        ),
    ),
    "a default that hides a gap": (
        "{{ organization|default('you') }}",
        (
            '"default" is no filter of mail templates (known: capitalize, first, join, last, length, '
            "lower, upper)"
        ),
    ),
    "an include": (
        "{% include '../../secret' %}",
        "{% include %} is not allowed in a mail template",
    ),
    "a macro": (
        "{% macro m() %}{% endmacro %}",
        "{% macro %} is not allowed in a mail template",
    ),
    "a captured value": (
        "{% set x = organization %}",
        "{% set %} is not allowed in a mail template",
    ),
    "a recursive loop": (
        "{% for a in accomplishments recursive %}x{% endfor %}",
        "a recursive loop is not allowed",
    ),
    "three loops deep": (
        (
            "{% for a in accomplishments %}{% for b in accomplishments %}"
            "{% for c in accomplishments %}x{% endfor %}{% endfor %}{% endfor %}"
        ),
        "a loop inside a loop inside a loop",
    ),
    "21 loops": ("{% for a in accomplishments %}x{% endfor %}" * 21, "more than 20 loops"),
    "a test": (
        "{% if organization is defined %}x{% endif %}",
        "a test with `is` is not allowed in a mail template",
    ),
    "an open tag": (
        "{% if organization %}x",
        (
            "Unexpected end of template. Jinja was looking for the following tags: "
            "'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'"
        ),
    ),
    "an unknown tag": ("{% do x %}", "Encountered unknown tag 'do'"),
    "a deep nest": ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "nested too deeply"),
    "5,200 values": ("{{ organization }}" * 5200, "the template is too large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_grow_or_reach_outside_is_refused_with_its_line(name):
    body, message = REFUSED[name]
    made = template("{{ organization }}\n" + body, VARIABLES)
    with pytest.raises(InvalidInput) as caught:
        render(made, context(), html=False)
    error = caught.value
    assert error.code == "template.invalid"
    first = error.diagnostics[0]
    expected = (message, 11)
    if name == "a deep nest":
        expected = (message, 10)
    assert (first.message, first.line) == expected


def test_a_loop_over_a_list_and_its_counters_work():
    made = template(
        "{% for one in accomplishments %}\n{{ loop.index }}/{{ loop.length }} {{ one }}"
        "{% if not loop.last %},{% endif %}\n{% endfor %}",
        VARIABLES.replace("  organization: text\n", ""),
    )
    known = context(facts(done_this_week=("Keys tested", "First call", "Team trained")))
    assert render(made, known, html=False).text == "1/3 Keys tested,2/3 First call,3/3 Team trained"


def test_the_largest_nest_of_loops_ends_soon():
    entries = tuple(f"entry {number}" for number in range(200))
    inner = "{% for a in accomplishments %}{% for b in accomplishments %}{% endfor %}{% endfor %}"
    made = template("Done" + inner * 10, VARIABLES.replace("  organization: text\n", ""))
    started = time.process_time()
    message = render(made, context(facts(done_this_week=entries)), html=False)
    assert message.text == "Done"
    assert time.process_time() - started < 5


def test_a_mail_that_prints_too_many_values_is_refused():
    entries = tuple(f"entry {number}" for number in range(200))
    body = "{% for a in accomplishments %}{% for b in accomplishments %}{{ b }}{% endfor %}{% endfor %}"
    made = template(body, VARIABLES.replace("  organization: text\n", ""))
    with pytest.raises(InvalidInput) as caught:
        render(made, context(facts(done_this_week=entries)))
    assert (
        caught.value.message == "template note makes more than 400,000 characters or 4,000 values"
    )


def test_a_mail_that_prints_too_much_text_is_refused():
    entries = tuple(f"entry {number}" for number in range(200))
    body = (
        "{% for a in accomplishments %}{% for b in accomplishments %}"
        + "x" * 50
        + "{% endfor %}{% endfor %}"
    )
    made = template(body, VARIABLES.replace("  organization: text\n", ""))
    with pytest.raises(InvalidInput) as caught:
        render(made, context(facts(done_this_week=entries)))
    assert caught.value.code == "template.too_large"


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        ("{% for a in organization %}x{% endfor %}", "a loop runs over a list"),
        ("{% for a in tier_count %}x{% endfor %}", "a loop runs over a list"),
        (
            "{% if organization < tier_count %}x{% endif %}",
            "two values of different kinds are compared",
        ),
        (
            "{{ accomplishments|upper }}",
            (
                "a value that a filter turns into text is a list: loop over it, or print it with "
                "|join(', ')"
            ),
        ),
        ("{{ none }}", "a printed value prints nothing"),
    ],
)
def test_a_value_used_for_what_it_is_not_is_told(body, finding):
    names = ["organization: text", "accomplishments: list", "tier_count: int"]
    used = [f"  {name}" for name in names if name.split(":")[0] in body]
    made = template(
        "Text " + body, "\n".join(used) or "  organization: {type: text, optional: true}"
    )
    known = context(facts(done_this_week=("a",), facts={"tier_count": "3"}))
    with pytest.raises(InvalidInput) as caught:
        render(made, known, html=False)
    assert [one.message for one in caught.value.diagnostics] == [finding]


LOGIC = {
    "elif": "{% if n == 1 %}a{% elif n == 3 %}b{% elif n == 3 %}c{% else %}d{% endif %}",
    "else of if": "{% if n == 1 %}a{% else %}b{% endif %}",
    "else of for": "{% for x in none_at_all %}a{% else %}b{% endfor %}",
    "filtered for": "{% for x in l if x != 'one' %}{{ x }}{% if loop.first %}b{% endif %}{% endfor %}",
    "inline if": "{{ 'a' if n > 3 else 'b' }}",
    "inline if without else": "b{{ 'a' if n > 3 }}",
    "and, or, not": "{% if n == 3 and (not n == 4 or n == 9) %}b{% endif %}",
    "chained": "{% if 1 < n <= 3 %}b{% endif %}",
    "in a list": "{% if n in [1, 2, 3] and 'x' not in l %}b{% endif %}",
    "join": "{{ l|join(', ') }}",
    "join of dates": "{{ l|first|upper }}, {{ l|last|capitalize }} {{ l|length }}",
    "loop counters": "{% for x in l %}{{ loop.index0 }}{{ loop.last }}{% endfor %}",
}


@pytest.mark.parametrize("name", LOGIC)
def test_the_program_means_what_jinja2_means(name):
    """The machine prints what Jinja2 itself would print."""
    source = LOGIC[name]
    values = {"n": 3, "l": ("one", "two"), "none_at_all": ()}
    code = grammar.parse(source, file="x.md", line=1).code
    ours = "".join(program.run(code, values, str, "en"))
    assert ours == Environment().from_string(source).render(values)


@given(st.text(alphabet="{}%# abif=do|.()[]'\"*~0-9\n", max_size=60))
def test_no_text_whatever_breaks_the_reader(text):
    read = grammar.parse(text, file="x.md", line=3)
    if not read.problems:
        assert all(statement[0] in {"text", "print", "if", "for"} for statement in read.code)


def test_uses_are_found_in_order_with_line_and_column():
    text = "{{ a }}{% if b == 'x' %}{{ c|upper }}{% endif %}\n{% for d in e %}{{ d }}{{ a }}{% endfor %}"
    found = grammar.parse(text, file="x.md", line=5)
    assert [(use.name, use.line, use.column, use.printed) for use in found.uses] == [
        ("a", 5, 4, True),
        ("b", 5, 14, False),
        ("c", 5, 28, True),
        ("e", 6, 13, True),
        ("a", 6, 27, True),
    ]
