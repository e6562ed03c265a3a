"""The language of moments."""

import pytest

from onboardctl.core.kpi.definition import Signal
from onboardctl.core.kpi.signals import SignalError, leaves, parse_signal, signal_text


@pytest.mark.parametrize(
    "text",
    [
        "started",
        "anchor(go_live)",
        "task(kickoff-call)",
        "item(dev-environment/first-content)",
        "gate(validation)",
        "outcome(activated)",
        "message(beta-welcome)",
        "metric(first_verification)",
        "metric(csat) >= 9",
        "metric(api_calls) > 0",
        "any(item(a/b), metric(csat) >= 8.5)",
        "all(message(welcome), message(sla-confirmation))",
        "any(task(a), all(task(b), task(c)))",
    ],
)
def test_a_signal_reads_back_as_it_was_written(text):
    assert signal_text(parse_signal(text)) == text


def test_done_may_be_said_and_start_means_really_started():
    assert parse_signal("task(kickoff-call).done") == Signal("task", "kickoff-call")
    assert parse_signal("task(kickoff-call).start") == Signal("task.start", "kickoff-call")


def test_leaves_are_the_single_moments():
    signal = parse_signal("any(task(a), all(task(b), started))")
    assert [signal_text(leaf) for leaf in leaves(signal)] == ["task(a)", "task(b)", "started"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'expected a moment such as task(kickoff-call), found ""'),
        ("kickoff", '"kickoff" is no moment'),
        ("tsk(a)", '"tsk(…)" is no moment'),
        ("task(a", '"task(" needs one name and a closing bracket'),
        ("item(a)", "item(a) needs the task too, as in item(task/a)"),
        ("task(a) > 3", "only a metric is compared, not task(a)"),
        ("metric(a) >", "metric(a) > needs a number"),
        ("metric(a) > lots", 'metric(a) > needs a number, found "lots"'),
        ("any(task(a)", '"any(" is not closed'),
        ("any(task(a) task(b))", 'expected "," or ")" inside any(…), found "task"'),
        ("task(a) task(b)", '"task" is not expected after "task(a)"'),
        ("task(a) & task(b)", '"& task(b)" cannot be read'),
    ],
)
def test_what_cannot_be_read_says_why(text, message):
    with pytest.raises(SignalError) as caught:
        parse_signal(text)
    assert message in str(caught.value)
