"""Where the mail password comes from, and that it shows nowhere."""

from __future__ import annotations

import sys
import types
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import Refused, Usage
from onboardctl.mailing.secret import VARIABLE, Secret, password
from onboardctl.mailing.server import _stuffed, is_loopback
from onboardctl.settings.values import Smtp

SMTP = Smtp("mail.example", user="ada")


@given(st.text(min_size=4), st.text(), st.text())
def test_no_text_keeps_the_password_plain_or_as_it_travels(word, before, after):
    secret = Secret(word)
    travels = b64encode(word.encode("utf-8", "surrogatepass")).decode()
    cleaned = secret.without(f"{before}{travels}{after}")
    assert travels not in cleaned.replace("[password]", "")
    assert word not in repr(secret)


def test_the_environment_comes_first_and_a_person_last(tmp_path):
    told = SMTP._replace(login_command="echo from-command")
    assert password(told, {VARIABLE: "from-environment"}).reveal() == "from-environment"
    assert password(told, {}).reveal() == "from-command"
    assert password(SMTP, {}, lambda question: f"typed after {question!r}").reveal() == (
        "typed after 'Password of ada at mail.example'"
    )
    with pytest.raises(Usage, match="no password is known for ada"):
        password(SMTP, {})


class _Keyring(types.ModuleType):
    """A keyring that knows one password."""

    def get_password(self, service: str, user: str) -> str | None:
        return "from-keyring" if (service, user) == ("onboardctl", "ada") else None


@pytest.fixture
def keyring(monkeypatch):
    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})
    monkeypatch.setitem(sys.modules, "keyring", _Keyring("keyring"))
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


def test_the_keyring_is_asked_under_its_service(keyring):
    assert password(SMTP._replace(keyring="onboardctl"), {}).reveal() == "from-keyring"
    with pytest.raises(Refused, match='the keyring has no password of "ada" for "other"'):
        password(SMTP._replace(keyring="other"), {})


def test_without_the_keyring_package_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(Refused) as refusal:
        password(SMTP._replace(keyring="onboardctl"), {})
    assert refusal.value.hint == "pip install 'onboardctl[keyring]'"


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True), ("LOCALHOST.", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True),
        ("[::1]", True), ("mail.example", False), ("10.0.0.1", False), ("127.0.0.1.example", False),
        ("localhost.example", False), ("", False),
    ],
)  # fmt: skip
def test_this_machine_is_told_from_others(host, here):
    assert is_loopback(host) is here


@given(st.lists(st.sampled_from([b".", b"..", b"a", b"", b".a"]), max_size=8))
def test_no_line_of_a_mail_is_taken_for_its_end(lines):
    sent = _stuffed(b"\r\n".join(lines) + b"\r\n")
    assert b"\r\n.\r\n" not in b"\r\n" + sent
    received = [line[1:] if line.startswith(b".") else line for line in sent.split(b"\r\n")]
    assert received[:-1] == lines or lines == []
