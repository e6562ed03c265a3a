"""The mutual plan as a page: what it says, what it keeps to itself, and how it draws."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from html.parser import HTMLParser

import pytest

from onboardctl.core.errors import Conflict
from onboardctl.core.payloads.mutual_plan import MutualPlan, PagePhase, PageTask
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.plan.page import ExportPage, export_page, mutual_plan
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.operations.task.work import block, note, skip
from onboardctl.output.plan_page import plan_page

from .conftest import NORTHWIND, NOW, later

TODAY = NOW.date()


class Tags(HTMLParser):
    """Every tag with its attributes, and the text between."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def page(session, slug="northwind-press"):
    return export_page(session, ExportPage(slug)).data.text


def plan_of(session):
    partner = session.partner("P-0001")
    return mutual_plan(session, partner, session.playbook(partner.digest))


def test_a_page_is_well_formed_and_asks_for_nothing_from_elsewhere(northwind) -> None:
    text = page(northwind)
    tags = Tags(text)
    assert tags.open == []
    assert text.startswith("<!doctype html>")
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in tags.tags}
    for _, attributes in tags.tags:
        assert not {"src", "onload", "onclick", "background"} & attributes.keys()
        assert attributes.get("href", "mailto:").startswith("mailto:")
    assert not re.search(r"url\(|@import|https?://", text)


def test_values_are_escaped(session) -> None:
    name = 'Bits & <script>alert("x")</script> Ltd'
    new_partner(session, NORTHWIND._replace(name=name))
    tags = Tags(page(session, "P-0001"))
    assert "script" not in {tag for tag, _ in tags.tags}
    assert any(name in words for words in tags.words)


def test_an_accent_that_is_no_colour_stays_out_of_the_styles() -> None:
    task = PageTask("Go-live", "you", "yours", "open", TODAY, TODAY, True, True, 0.0, 100.0)
    plan = MutualPlan(
        "Acme", "Brand", "red;} body{display:none", "Plan", TODAY, TODAY, TODAY, TODAY, None, 0, 1,
        (task,), (), (PagePhase("Only", (task,)),), (), None, (),
    )  # fmt: skip
    text = plan_page(plan)
    assert "display:none" not in text
    assert "about 2 Mar 2026" in text


def test_remarks_and_reasons_stay_inside(northwind) -> None:
    note(northwind, "northwind-press", "kickoff-call", "They haggle over the price")
    block(northwind, "northwind-press", "accept-welcome", "waiting for their legal team to wake up")
    text = page(northwind)
    assert "haggle" not in text
    assert "legal team" not in text


def test_each_side_sees_what_is_next_for_it(northwind) -> None:
    plan = plan_of(northwind)
    assert plan.ours[0].title == "Acceptance and welcome"
    assert all(task.side in {"yours", "shared"} for task in plan.yours)
    assert "Kickoff call" in [task.title for task in plan.yours]
    advance(northwind, Advance("northwind-press", ("accept-welcome",), all_items=True))
    after = plan_of(northwind)
    assert "Acceptance and welcome" not in [task.title for task in after.ours]
    assert (after.tasks_done, after.tasks_required) == (1, plan.tasks_required)
    skip(northwind, "northwind-press", "kickoff-call", "met last week")
    assert plan_of(northwind).tasks_required == plan.tasks_required - 1


def test_what_is_late_says_so_in_words(northwind) -> None:
    text = page(later(northwind, days=9))
    assert '<span class="tag late">late</span>' in text
    assert 'class="today"' in text


def test_bars_lie_within_the_plan(northwind) -> None:
    plan = plan_of(northwind)
    for phase in plan.phases:
        for task in phase.tasks:
            assert 0 <= task.left <= 100
            assert 0 < task.width <= 100.01 - task.left
    assert sum(len(phase.tasks) for phase in plan.phases) == 13


def test_a_page_is_replaced_on_demand_only(northwind, tmp_path) -> None:
    out = tmp_path / "plan.html"
    export_page(northwind, ExportPage("northwind-press", str(out)))
    with pytest.raises(Conflict):
        export_page(northwind, ExportPage("northwind-press", str(out)))
    again = export_page(northwind, ExportPage("northwind-press", str(out), replace=True))
    assert out.read_text() == again.data.text


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize("width", [1200, 400])
def test_a_browser_draws_the_page_without_scrolling_sideways(northwind, tmp_path, width) -> None:
    out, shot = tmp_path / "plan.html", tmp_path / "plan.png"
    export_page(northwind, ExportPage("northwind-press", str(out)))
    # The page is measured by a frame of that width around it: headless windows have a least width.
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<iframe id="f" src="plan.html" width="{width}" height="900"></iframe><pre id="o"></pre>'
        "<script>onload = () => { const d = document.getElementById('f').contentDocument;"
        "document.getElementById('o').textContent = 'over=' + (d.documentElement.scrollWidth - d.documentElement.clientWidth)"
        " + ' rows=' + d.querySelectorAll('.row .bar').length }</script>"
    )
    words = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}",
    ]  # fmt: skip
    dom = subprocess.run(
        [*words, "--dump-dom", frame.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert "over=0 rows=13" in dom
    subprocess.run(
        [*words, f"--window-size={width},1200", f"--screenshot={shot}", out.as_uri()],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    header = shot.read_bytes()[:24]
    assert struct.unpack(">II", header[16:24]) == (width, 1200)
