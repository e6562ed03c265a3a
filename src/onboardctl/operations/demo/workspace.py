"""An example workspace: fifteen partners at different days of three playbooks.

Everything is done by the program's own operations under a moving clock, in the order in which it
would have happened: partners are signed, items ticked, gates passed or missed, mails sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict
from onboardctl.core.payloads.demo import DemoBuilt
from onboardctl.core.result import Result
from onboardctl.operations.demo import health as demo_health
from onboardctl.operations.demo.absences import add_holidays
from onboardctl.operations.demo.calendars import write_calendars
from onboardctl.operations.demo.imports import write_imports
from onboardctl.operations.demo.outbox import fill_outbox
from onboardctl.operations.demo.stage import Stage
from onboardctl.operations.demo.stories import STORIES, TAKEN_UP, WORKSPACE
from onboardctl.operations.health.writing import Update, update
from onboardctl.operations.measured.action import add_action
from onboardctl.operations.session import open_session

if TYPE_CHECKING:
    from pathlib import Path


MARK = ".onboardctl/demo"
"""Says that a folder was made by the demonstration and may be replaced by it."""


def make_folder(folder: Path, *, replace: bool) -> Path:
    """An empty folder for the example; an earlier example gives way when told so.

    Raises:
        Conflict: the folder holds something else, or an example that was not to be replaced.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Conflict(
                "demo.folder",
                f"{folder} holds something that is no example of ours",
                hint="name a folder that does not exist: `onboardctl demo DIR`",
            )
        if not replace:
            raise Conflict(
                "demo.exists",
                f"{folder} holds an earlier example",
                hint="add `--replace` to build it anew, or name another folder",
            )
        import shutil

        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def planned(folder: Path, present: datetime) -> Result:
    """What :func:`build` would make."""
    said = f"{len(STORIES)} partners would be made in {folder}"
    data = DemoBuilt(str(folder), len(STORIES), {}, 0)
    return Result("demo", "demo/1", data, as_of=present, messages=(said,), dry_run=True)


def build(
    folder: Path, present: datetime, *, store: str | None = None, replace: bool = False
) -> Result:
    """Make the workspace and fill its store.

    Args:
        folder: an empty folder, see :func:`make_folder`.
        present: the moment up to which the stories are told.
        store: the URL given with ``--store``.
        replace: an earlier example on that server gives way.

    Raises:
        Conflict: ``store.exists``: there is a store on the server, and it is no example of ours.
    """
    from onboardctl.operations.setup.workspace import NewWorkspace, init_workspace
    from onboardctl.settings import load_settings, server_named
    from onboardctl.store import upkeep

    began = present - timedelta(days=1 + max(story.days for story in STORIES))
    server = server_named(store)
    if server is not None:
        upkeep.make_room_for_example(server, replace=replace)
    request = NewWorkspace(folder=folder, store=store, **WORKSPACE)  # type: ignore[arg-type]
    init_workspace(request, now=began)
    if server is not None:
        upkeep.mark_example(server)
    mark = folder / MARK
    mark.parent.mkdir(exist_ok=True)
    mark.write_text("made by `onboardctl demo`\n", encoding="utf-8")
    write_calendars(folder, present.year)
    write_imports(folder, present)
    session = open_session(load_settings(workspace=str(folder), store=None), now=present)
    try:
        commands = Stage(session._replace(actor="ada")).play()
        demo_health.import_use(session._replace(actor="ada"), folder)
        fill_outbox(session._replace(actor="ada"))
        add_action(session._replace(actor="ada"), TAKEN_UP)
        add_holidays(session._replace(actor="ada"))
        update(session._replace(actor="ada"), Update())
        counts = {row["status"]: row["partners"] for row in session.store.rows("partner.counts")}
    finally:
        session.close()
    return Result(
        "demo",
        "demo/1",
        DemoBuilt(str(folder), sum(counts.values()), counts, commands),
        as_of=present,
        messages=(f"{sum(counts.values())} partners after {commands} commands in {folder}",),
        next_steps=(f"cd {folder}", "onboardctl today", "onboardctl status"),
    )
