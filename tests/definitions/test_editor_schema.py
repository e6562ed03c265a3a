"""The language server that editors use completes and judges playbooks by our schema.

Runs the YAML language server from npm, kept under build/. Skipped where there is no npm or no
network; nothing is looked for before the first test runs.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from onboardctl.operations.playbook.catalogue import Place
from onboardctl.operations.playbook.files import NewPlaybook, eject, new

VERSION = "1.19.2"
CACHE = Path(__file__).parents[2] / "build" / f"yaml-language-server-{VERSION}"
BINARY = Path("node_modules") / "yaml-language-server" / "bin" / "yaml-language-server"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PATIENCE = 60  # seconds; an answer takes far less than one


def installed() -> Path:
    """The server's start file, installed when it is not there yet; skips when it cannot be."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("npm is not installed")
    if not (CACHE / BINARY).is_file():
        CACHE.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="yaml-language-server-", dir=CACHE.parent))
        options = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--fetch-retries=0"]
        command = [npm, "install", "--prefix", fresh, *options, f"yaml-language-server@{VERSION}"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=120, check=False)
        except (OSError, subprocess.TimeoutExpired):
            done = None
        if done is None or done.returncode or not (fresh / BINARY).is_file():
            shutil.rmtree(fresh, ignore_errors=True)
            pytest.skip("the language server could not be installed")
        try:
            fresh.rename(CACHE)
        except OSError:  # another run was first
            shutil.rmtree(fresh, ignore_errors=True)
    return CACHE / BINARY


class Server:
    """A language server at the other end of two pipes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.arrived: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.last = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        pipe = self.process.stdout
        assert pipe is not None
        while header := pipe.readline():
            length = int(header.split(b":")[1])
            while pipe.readline().strip():
                pass
            self.arrived.put(json.loads(pipe.read(length)))
        self.arrived.put(None)

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        pipe = self.process.stdin
        assert pipe is not None
        pipe.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        pipe.flush()

    def _next(self) -> dict[str, Any]:
        message = self.arrived.get(timeout=PATIENCE)
        assert message is not None, "the language server has ended"
        if "method" in message and "id" in message:  # it asks for settings; it may have none
            asked = message.get("params", {}).get("items", [])
            self._send(id=message["id"], result=[None for _ in asked])
        return message

    def tell(self, method: str, params: Any) -> None:
        self._send(method=method, params=params)

    def ask(self, method: str, params: Any) -> Any:
        self.last += 1
        self._send(id=self.last, method=method, params=params)
        while True:
            message = self._next()
            if message.get("id") == self.last and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def open(self, path: Path, text: str | None = None) -> str:
        uri = path.as_uri()
        text = path.read_text(encoding="utf-8") if text is None else text
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def problems(self, path: Path, text: str | None = None) -> list[tuple[int, str]]:
        """Line (from 1) and message of all that the editor underlines."""
        uri = self.open(path, text)
        while True:
            message = self._next()
            params = message.get("params", {})
            if message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri:
                found = params["diagnostics"]
                return [(one["range"]["start"]["line"] + 1, one["message"]) for one in found]

    def completions(self, path: Path, text: str) -> set[str]:
        """What the editor offers where the text has ``|``."""
        before, _, after = text.partition("|")
        uri = self.open(path, before + after)
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        where = {"line": line, "character": column}
        params = {"textDocument": {"uri": uri}, "position": where}
        answer = self.ask("textDocument/completion", params)
        return {one["label"] for one in answer["items"]}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    start = installed()
    folder = tmp_path_factory.mktemp("editor")
    process = subprocess.Popen(
        ["node", start, "--stdio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    editor = Server(process)
    editor.ask(
        "initialize",
        {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": {}},
    )
    editor.tell("initialized", {})
    on = {"validate": True, "completion": True, "schemaStore": {"enable": False}}
    editor.tell("workspace/didChangeConfiguration", {"settings": {"yaml": on}})
    yield editor
    process.kill()
    process.wait()


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path, NOW)


@pytest.fixture
def begun(place, tmp_path):
    """The file of a new playbook, with the schema that its first line names."""
    new(place, NewPlaybook("reseller-start"))
    return tmp_path / "playbooks" / "reseller-start" / "playbook.yaml"


def test_a_new_playbook_and_its_schema_have_no_problems(server, begun):
    assert begun.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../")
    assert server.problems(begun) == []


def test_ejected_playbooks_have_no_problems_in_an_editor(server, place, tmp_path):
    from onboardctl import definitions

    names = definitions.playbook_names()
    for name in names:
        eject(place, name)
    files = [tmp_path / "playbooks" / name / "playbook.yaml" for name in names]
    assert {path.parent.name: server.problems(path) for path in files} == {
        name: [] for name in names
    }


def test_an_editor_underlines_an_unknown_key_and_a_value_of_the_wrong_type(server, begun):
    text = begun.read_text(encoding="utf-8")
    broken = text.replace("goal:", "gaol:").replace("minutes: 30", "minutes: ten")
    lines = broken.splitlines()
    found = server.problems(begun, broken)
    places = {
        "unknown key": 1 + next(n for n, one in enumerate(lines) if one.startswith("gaol:")),
        "wrong type": 1 + next(n for n, one in enumerate(lines) if "minutes: ten" in one),
    }
    assert {line for line, _ in found} == set(places.values())
    assert any("gaol" in message for line, message in found if line == places["unknown key"])


def test_an_editor_underlines_what_is_missing(server, begun):
    text = begun.read_text(encoding="utf-8").replace("version: 0.1.0\n", "")
    assert ["version" in message for _, message in server.problems(begun, text)] == [True]


def test_an_editor_offers_the_keys_of_a_task_inside_a_task(server, begun):
    text = begun.read_text(encoding="utf-8").replace("duration: 1bd", "dura|", 1)
    offered = server.completions(begun, text)
    assert {"duration", "checklist", "gate", "messages"} <= offered
    assert not {"troubleshooting", "capacity"} & offered  # keys of the playbook itself


def test_an_editor_offers_the_choices_of_a_value(server, begun):
    text = begun.read_text(encoding="utf-8").replace("{days: business,", "{days: |,")
    assert {"business", "calendar"} <= server.completions(begun, text)
