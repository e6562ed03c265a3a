"""Mail servers that refuse, drop, delay, fill up, speak in clear: what becomes of the mail.

Before the final dot a mail waits or is refused; from the dot on it is sent, refused, or uncertain.
"""

from __future__ import annotations

import pytest

from mail_servers import CERTIFICATE, DROP, HANG, PASS, MailServer

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")
SEND = ("send", "hello", "--partner", "northwind-press", "--yes")

ONE_TROUBLE = [
    ("connect refused by EHLO", "EHLO", "421 4.3.2 too busy", "deferred"),
    ("greylisted sender", "MAIL", "451 4.7.1 come back later", "deferred"),
    ("refused sender", "MAIL", "550 5.7.1 we do not know you", "refused"),
    ("mailbox full for now", "RCPT", "452 4.2.2 over quota", "deferred"),
    ("no such mailbox", "RCPT", "550 5.1.1 no such user", "refused"),
    ("421 at RCPT", "RCPT", "421 4.3.2 shutting down", "deferred"),
    ("no text wanted now", "DATA", "451 4.3.0 later", "deferred"),
    ("no text wanted", "DATA", "554 5.5.1 no", "refused"),
    ("server out of room", "end", "452 4.3.1 no room left", "deferred"),
    ("mail over quota", "end", "552 5.2.2 too large", "refused"),
    ("spam", "end", "554 5.7.1 looks like spam", "refused"),
    ("421 instead of taking it", "end", "421 4.3.2 shutting down", "deferred"),
    ("dropped at EHLO", "EHLO", DROP, "deferred"),
    ("dropped at MAIL", "MAIL", DROP, "deferred"),
    ("dropped at RCPT", "RCPT", DROP, "deferred"),
    ("dropped at DATA", "DATA", DROP, "deferred"),
    ("dropped after the final dot", "end", DROP, "uncertain"),
    ("taken, then dropped", "end", f"keep and {DROP}", "uncertain"),
]


@pytest.mark.parametrize(
    ("step", "action", "state"),
    [case[1:] for case in ONE_TROUBLE],
    ids=[case[0] for case in ONE_TROUBLE],
)
def test_each_step_may_go_wrong_and_the_state_says_how(ws, server, step, action, state):
    server.on(step, action)
    done = ws(*SEND)
    assert done.code == 8
    assert f"[send.{state}]" in done.err
    assert ws.states() == {1: state}
    shown = ws("outbox", "show", "1", "--json").json["data"]["mail"]
    if action[0].isdigit():
        assert action in shown["last"]
    assert len(server.got) == (1 if action.startswith("keep") else 0)


@pytest.mark.parametrize(
    ("step", "action"), [case[1:3] for case in ONE_TROUBLE if case[3] == "deferred"]
)
def test_what_was_put_off_goes_out_in_the_next_run_whose_time_has_come(ws, server, step, action):
    server.on(step, action)
    ws(*SEND)
    early = ws.at("2026-03-02T09:00:59Z")("outbox", "send", "--yes")
    assert (early.code, server.got) == (0, [])
    assert ws.at("2026-03-02T09:01:00Z")("outbox", "send", "--yes").code == 0
    assert len(server.got) == 1
    assert ws.states() == {1: "sent"}


def test_an_uncertain_mail_is_never_tried_by_itself(ws, server):
    server.on("end", f"keep and {DROP}")
    ws(*SEND)
    ws.at("2026-03-02T18:00:00Z")
    assert ws("outbox", "send", "--yes").code == 0
    refused = ws("outbox", "retry", "1")
    assert refused.code == 1
    assert "[outbox.uncertain]" in refused.err
    assert ws(*SEND).code == 1
    assert len(server.got) == 1
    assert ws("outbox", "resolve", "1", "--sent", "--evidence", "they answered").code == 0
    assert ws.states() == {1: "sent"}


def test_a_person_may_find_out_that_it_never_arrived(ws, server):
    server.on("end", DROP)
    ws(*SEND)
    assert ws("outbox", "resolve", "1", "--not-sent").code == 0
    assert ws("outbox", "send", "--yes").code == 0
    assert (len(server.got), ws.states()) == (1, {1: "sent"})


def test_a_server_that_never_answers_is_left(ws, server):
    ws.use(server, timeout_seconds=1)
    server.on("RCPT", HANG)
    assert ws(*SEND).code == 8
    assert ws.states() == {1: "deferred"}
    server.on("end", HANG)
    ws.at("2026-03-02T09:01:00Z")("outbox", "send", "--yes")
    assert ws.states() == {1: "uncertain"}


def test_a_dead_port_puts_the_mail_off_and_says_so(ws, server):
    ws.use(server, port=1)
    done = ws(*SEND)
    assert done.code == 8
    assert "localhost:1 cannot be reached" in done.err
    assert "[smtp.unreachable]" in done.err
    assert ws.states() == {1: "deferred"}


def test_attempts_move_apart(ws, server):
    server.always("MAIL", "451 4.7.1 come back later")
    ws(*SEND)
    waits = []
    for moment in ("09:01", "09:06", "09:21", "10:21", "14:21"):
        shown = ws("outbox", "show", "1", "--json").json["data"]["mail"]
        waits.append(shown["next_at"])
        ws.at(f"2026-03-02T{moment}:00Z")("outbox", "send", "--yes")
    assert [wait[11:16] for wait in waits] == ["09:01", "09:06", "09:21", "10:21", "14:21"]


def test_a_copy_that_is_refused_does_not_stop_the_mail(ws, server):
    server.on("RCPT", PASS, "550 5.1.1 no such user")
    done = ws("send", "copied", "--partner", "northwind-press", "--yes")
    assert (done.code, ws.states()) == (0, {1: "sent"})
    standings = [one["standing"] for one in _recipients(ws)]
    assert sorted(standings) == ["delivered", "delivered", "refused"]


def test_whoever_has_the_mail_does_not_get_it_again_with_the_others(ws, server):
    server.on("RCPT", PASS, "451 later", PASS)
    assert ws("send", "copied", "--partner", "northwind-press", "--yes").code == 8
    assert ws.states() == {1: "deferred"}
    assert ws.at("2026-03-02T09:01:00Z")("outbox", "send", "--yes").code == 0
    assert sorted(server.addresses) == sorted(set(server.addresses))
    assert len(server.addresses) == 3
    first, second = server.got
    assert first.content == second.content


def test_a_connection_that_has_carried_enough_is_opened_again(ws, server):
    for number in range(3):
        ws.partner(f"Partner {number}", f"jo@p{number}.example")
    server.on("MAIL", PASS, "421 4.7.0 enough for one connection")
    names = [word for number in range(3) for word in ("-p", f"partner-{number}")]
    done = ws("send", "hello", *names, "--yes", "--json")
    assert (done.code, done.json["data"]["sent"], server.connections) == (0, 3, 2)


def test_a_mail_larger_than_the_server_takes_is_refused_before_it_travels(ws):
    with MailServer(size=500) as small:
        ws.use(small)
        done = ws(*SEND)
        assert (done.code, ws.states(), small.commands) == (8, {1: "refused"}, ["EHLO"])
        assert "the server takes 500" in done.err


class TestSecurity:
    """Passwords and mails cross no open line, unless it is this machine's own."""

    PASSWORD = "corréct horse"

    @pytest.fixture(autouse=True)
    def _known(self, monkeypatch):
        monkeypatch.setenv("ONBOARDCTL_SMTP_PASSWORD", self.PASSWORD)

    @pytest.mark.parametrize("tls", ["starttls", "tls"])
    def test_a_login_over_tls_is_let_in(self, ws, tls):
        with MailServer(login=("ada", self.PASSWORD), tls=tls) as server:
            ws.use(server, security=tls, user="ada", ca_file=CERTIFICATE)
            assert ws(*SEND).code == 0
            assert len(server.got) == 1

    def test_a_wrong_password_ends_the_run_and_is_shown_nowhere(self, ws):
        with MailServer(login=("ada", "another"), tls="starttls") as server:
            ws.use(server, security="starttls", user="ada", ca_file=CERTIFICATE)
            server.on("AUTH", f"535 5.7.8 no user with password {self.PASSWORD}")
            done = ws(*SEND)
        assert done.code == 8
        assert "rejects the login of ada" in done.err
        assert "[smtp.login]" in done.err
        assert ws.states() == {1: "queued"}
        everything = done.out + done.err + ws("outbox", "show", "1", "--json").out
        assert self.PASSWORD not in everything
        stored = b"".join(path.read_bytes() for path in ws.folder.rglob("*") if path.is_file())
        assert self.PASSWORD.encode() not in stored

    def test_a_server_without_tls_gets_nothing(self, ws, server):
        ws.use(server, security="starttls")
        done = ws(*SEND)
        assert done.code == 8
        assert "the server offers no STARTTLS" in done.err
        assert ("[smtp.tls]" in done.err, server.got, ws.states()) == (True, [], {1: "queued"})

    def test_a_certificate_of_nobody_we_know_is_not_trusted(self, ws):
        for tls in ("starttls", "tls"):
            with MailServer(tls=tls) as server:
                ws.use(server, security=tls)
                done = ws("send", "hello", "-p", "northwind-press", "--again", tls, "--yes")
                assert "certificate is not trusted" in done.err
                assert ("[smtp.tls]" in done.err, server.got) == (True, [])

    def test_no_password_goes_over_an_open_line_to_another_machine(self, ws, monkeypatch):
        from onboardctl.mailing import server as module

        with MailServer(login=("ada", self.PASSWORD), clear_login=True) as server:
            ws.use(server, user="ada")
            assert ws(*SEND).code == 0  # this machine's own line
            monkeypatch.setattr(module, "is_loopback", lambda host: False)
            done = ws("send", "hello", "-p", "northwind-press", "--again", "x", "--yes")
            assert "would get the password in clear text" in done.err
            assert ("[smtp.clear_login]" in done.err, server.commands.count("AUTH")) == (True, 1)

    def test_a_server_that_takes_no_login_is_told_apart(self, ws, server):
        ws.use(server, user="ada")
        assert "takes no login with a password here" in ws(*SEND).err

    def test_the_password_may_come_from_a_command(self, ws, monkeypatch, tmp_path):
        monkeypatch.delenv("ONBOARDCTL_SMTP_PASSWORD")
        secret = tmp_path / "secret"
        secret.write_text(self.PASSWORD + "\nsecond line\n")
        with MailServer(login=("ada", self.PASSWORD), tls="starttls") as server:
            how = {"security": "starttls", "user": "ada", "ca_file": CERTIFICATE}
            ws.use(server, login_command=f"cat {secret}", **how)
            assert ws(*SEND).code == 0
            ws.use(server, login_command="false", **how)
            assert "ended with 1  [smtp.login_command]" in ws(*SEND, "--again", "x").err
            ws.use(server, login_command="no-such-program", **how)
            assert "cannot be run" in ws(*SEND, "--again", "x").err
            ws.use(server, **how)
            refused = ws(*SEND, "--again", "x")
            assert (refused.code, "[smtp.password]" in refused.err) == (2, True)


def _recipients(ws):
    return ws("outbox", "show", "1", "--json").json["data"]["mail"]["to"]


def test_the_doctor_tells_how_the_mail_server_is_set_up_and_tries_it_on_demand(ws, server):
    def found(*words):
        lines = ws("doctor", *words, "--json").json["data"]["lines"]
        return {
            one["name"]: (one["status"], one["detail"]) for one in lines if "smtp" in one["name"]
        }

    assert found() == {"smtp": ("ok", f"localhost:{server.port}, none, no login")}
    assert (server.connections, found("--smtp")["smtp.login"]) == (0, ("ok", "connected"))
    assert server.got == []
    ws.use(server, host="mail.example")
    assert found()["smtp"][1].endswith("mails cross the network unprotected")
    ws.use(server, security="starttls", user="ada")
    assert found()["smtp"][1].endswith("no password is known for ada")
    ws.use(server, security="starttls")
    assert "offers no STARTTLS" in found("--smtp")["smtp.login"][1]
    ws.settings()
    assert found() == {"smtp": ("ok", "none; mails are copied or saved")}


def test_a_mail_in_doubt_is_on_the_morning_list_until_somebody_decides(ws, server):
    server.on("end", DROP)
    ws(*SEND)
    lines = ws("today", "--limit", "100", "--json").json["data"]["lines"]
    (line,) = [one for one in lines if one["ref"] == "outbox/1"]
    assert (line["group"], line["command"]) == ("held", "onboardctl outbox show 1")
    assert line["note"] == "may have arrived or not: ask"
    ws("outbox", "resolve", "1", "--sent")
    assert "outbox/1" not in ws("today", "--limit", "100", "--json").out
