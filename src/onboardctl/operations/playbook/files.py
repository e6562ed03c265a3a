"""Begin a playbook in the workspace, or copy a bundled one there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl import definitions
from onboardctl.core.errors import Conflict, InvalidInput, Refused
from onboardctl.core.lifecycle import LIFECYCLE
from onboardctl.core.names import is_id, slug
from onboardctl.core.payloads.playbook import PlaybookFiles
from onboardctl.core.record import NamedTuple
from onboardctl.definitions.health import PLACE as HEALTH_PLACE
from onboardctl.definitions.playbooks import MAIN, roots
from onboardctl.operations.playbook.catalogue import Place, answer

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.result import Result

SCHEMA_FILE = "schema/playbook.v1.json"
OVERLAY_FILE = "schema/overlay.v1.json"
HEALTH_FILE = "schema/health.v1.json"
HEALTH = HEALTH_PLACE.name
MODELINE = "# yaml-language-server: $schema=../{file}\n"


class NewPlaybook(NamedTuple):
    """A playbook to begin, by id; with ``over`` as a variant of another."""

    id: str
    title: str | None = None
    over: str | None = None


def eject(place: Place, name: str) -> Result:
    """Copy a bundled playbook with its parts into the workspace, to be changed there.

    Raises:
        NotFound: no such playbook.
        Refused: there is no workspace.
        Conflict: the workspace has it already.
    """
    home = _home(place)
    path = definitions.find_playbook(name, place.workspace)
    if path.is_relative_to(home):
        raise Conflict(
            "playbook.exists", f'the workspace has its own "{name}" already', hint=f"edit {path}"
        )
    bundled = roots(None)[0]
    loaded = definitions.load(path, place.workspace)
    texts = {}
    for file in loaded.files:
        target = (
            home / file.resolve().relative_to(bundled.resolve())
            if file.resolve().is_relative_to(bundled.resolve())
            else None
        )
        if target is not None and not target.exists():
            texts[target] = file.read_text(encoding="utf-8")
    for bank in sorted((bundled / name / "quizzes").glob("*.yaml")):
        target = home / bank.relative_to(bundled)
        if not target.exists():
            texts[target] = bank.read_text(encoding="utf-8")
    if name == LIFECYCLE and not (home / name / HEALTH).exists():
        text = (bundled / name / HEALTH).read_text(encoding="utf-8")
        texts[home / name / HEALTH] = MODELINE.format(file=HEALTH_FILE) + text
    main = home / name / MAIN
    if "yaml-language-server" not in texts[main]:
        laid = loaded.playbook is not None and bool(loaded.playbook.layers)
        texts[main] = _modeline(overlay=laid) + texts[main]
    return _written(place, "eject", name, texts, f"copied playbook {name} into the workspace")


def new(place: Place, request: NewPlaybook) -> Result:
    """Begin a playbook in the workspace: a small one that is sound, to be extended.

    Raises:
        InvalidInput: the id is none.
        Refused: there is no workspace.
        Conflict: a playbook of that name exists.
    """
    home = _home(place)
    if not is_id(request.id):
        better = slug(request.id)
        hint = f"for example {better}" if better else None
        raise InvalidInput(
            "playbook.id", f'id "{request.id}" must be lower-case words joined by -', hint=hint
        )
    if request.id in definitions.playbook_names(place.workspace):
        raise Conflict(
            "playbook.exists", f'a playbook "{request.id}" exists already', hint="choose another id"
        )
    title = request.title or request.id.replace("-", " ").capitalize()
    quoted = json.dumps(title, ensure_ascii=False)
    if request.over is None:
        text = _modeline() + SKELETON.format(id=request.id, title=quoted)
    else:
        text = _modeline(overlay=True) + _variant(place, request, request.over, quoted)
    return _written(
        place, "new", request.id, {home / request.id / MAIN: text}, f"began playbook {request.id}"
    )


def _modeline(*, overlay: bool = False) -> str:
    """The line by which an editor finds the schema of the file."""
    return MODELINE.format(file=OVERLAY_FILE if overlay else SCHEMA_FILE)


def _variant(place: Place, request: NewPlaybook, over: str, title: str) -> str:
    """The text of a variant that changes the title alone, with examples of more in comments."""
    below = definitions.require_playbook(over, place.workspace)
    major = below.version.partition(".")[0]
    needs = f">={below.version} <{int(major) + 1}.0.0"
    phase, task = below.phases[0], below.tasks[0]
    return VARIANT.format(
        id=request.id, title=title, over=below.id, needs=needs, phase=phase.id, task=task.id
    )


def _home(place: Place) -> Path:
    if place.workspace is None:
        raise Refused(
            "workspace.missing",
            "a playbook is written into a workspace, and there is none here",
            hint="onboardctl init",
        )
    return place.workspace / "playbooks"


def _written(place: Place, verb: str, name: str, texts: dict[Path, str], said: str) -> Result:
    from onboardctl.definitions.reference import health_schema, json_schema, overlay_schema

    home = _home(place)
    schemas = {SCHEMA_FILE: json_schema()}
    if any(path.name == HEALTH for path in texts):
        schemas[HEALTH_FILE] = health_schema()
    if any(OVERLAY_FILE in text.partition("\n")[0] for text in texts.values()):
        schemas[OVERLAY_FILE] = overlay_schema()
    texts = {
        **{
            home / name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
            for name, schema in schemas.items()
        },
        **texts,
    }
    if not place.dry_run:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    assert place.workspace is not None
    files = tuple(str(path.relative_to(place.workspace)) for path in sorted(texts))
    steps = (f"onboardctl playbook check {name}", f"onboardctl playbook show {name}")
    payload = PlaybookFiles(files, name)
    result = answer(place, verb, payload, messages=(said,), next_steps=steps)
    return result._replace(dry_run=place.dry_run)


SKELETON = """\
onboardctl: 1
playbook: {id}
version: 0.1.0
title: {title}
goal: Say what is true when this has succeeded, measurably
use: [../shared/roles.yaml]
calendar: {{days: business, weekend: [sat, sun], holidays: [partner], timezone: partner}}

origin: contract_signed                 # the date of this anchor is day 1
anchors:
  contract_signed: {{title: Contract signed, given: required}}
  go_live: {{title: Live, from: task(go-live).finish}}

phases:
  - id: start
    title: Start
    window: week 1
    tasks:
      - id: welcome
        title: Welcome
        window: day 1
        owner: csm
        checklist:
          - {{id: send-welcome, text: Send the welcome mail, due: within 24h of contract_signed}}
          - {{id: schedule-kickoff, text: Schedule the kickoff call}}
      - id: kickoff-call
        title: Kickoff call
        window: day 2-5
        duration: 1bd
        owner: [csm, technical_lead]
        after: [welcome]
        agenda:
          minutes: 30
          participants: [csm, technical_lead, partner_team]
          items:
            - {{title: Introductions, minutes: 5}}
            - {{title: Goals, minutes: 15}}
            - {{title: Next steps, minutes: 10}}

  - id: launch
    title: Launch
    window: weeks 2-4
    tasks:
      - id: integration
        title: Integration
        window: day 6-15
        owner: technical_lead
        after: [kickoff-call]
        gate:
          - {{id: sign-off, text: The partner has signed off, attest: partner_team}}
      - id: go-live
        title: Go-live
        window: day 16-20
        duration: 1bd
        owner: [csm, technical_lead]
        milestone: true
        never_on: [fri]
        after: [integration]

outcomes:
  activated:
    title: Activated
    criteria:
      - {{id: live, text: Live in production, task: go-live}}
"""

VARIANT = """\
onboardctl: 1
playbook: {id}
over: {over}
needs: "{needs}"
version: 0.1.0
title: {title}

# Say only what differs; everything else follows {over}, also when that changes.
# `onboardctl playbook show {id} --origin` tells from which file each value comes.
#
# drop:
#   tasks: [{task}]
# change:
#   tasks:
#     {task}:
#       title: Another title
#       add: {{checklist: [{{id: one-more, text: One more line}}]}}
# add:
#   tasks:
#     - {{id: another-task, in: {phase}, behind: {task}, title: Another task, owner: csm, duration: 1bd}}
"""
