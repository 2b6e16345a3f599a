"""The one way out: a gateway over HTTP and a mail server on the loopback, no stand-ins where the real part runs."""

from __future__ import annotations

import email
import socket
import threading
from collections.abc import Iterator
from email.message import Message

import pytest
from django.test import override_settings

from hemei.ground.people.rules.channels import Channel
from hemei.ground.people.services.sending import NotSent, channel_is_set, send_text

KEY = "0123456789abcdef"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class MailServer:
    """Takes mail as a server does (RFC 5321), one connection at a time; it can refuse."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses, self.mails = refuses, list[Message]()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        line, _ = self.door.accept()
        with line, line.makefile("rwb") as talk:
            self._say(talk, "220 ready")
            for raw in iter(talk.readline, b""):
                word = raw.split(b" ")[0].strip().upper()
                if word == b"DATA":
                    self._say(talk, "354 go on")
                    lines = list(iter(talk.readline, b".\r\n"))
                    self.mails.append(email.message_from_bytes(b"".join(lines)))
                refused = self.refuses and word == b"RCPT"
                self._say(talk, "550 no" if refused else "221 bye" if word == b"QUIT" else "250 ok")

    @staticmethod
    def _say(talk: object, words: str) -> None:
        talk.write(words.encode() + b"\r\n")  # type: ignore[attr-defined]
        talk.flush()  # type: ignore[attr-defined]

    def settings(self) -> dict[str, object]:
        return {
            "EMAIL_BACKEND": SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": self.port, "EMAIL_USE_TLS": False,
            "EMAIL_USE_SSL": False, "EMAIL_TIMEOUT": 5, "DEFAULT_FROM_EMAIL": "noreply@example.cn",
        }  # fmt: skip


@pytest.fixture
def server() -> Iterator[MailServer]:
    found = MailServer()
    yield found
    found.thread.join(5)
    found.door.close()


def send(channel: Channel, to: str) -> None:
    send_text(channel=channel, to=to, title="提醒", text="【小区治理】新报事待受理", key=KEY)


def test_a_mail_carries_its_key_as_its_id(server: MailServer) -> None:
    with override_settings(**server.settings()):
        assert channel_is_set(Channel.EMAIL)
        send(Channel.EMAIL, "zhao@example.cn")
    server.thread.join(5)
    [mail] = server.mails
    assert (mail["To"], mail["From"], mail["Message-ID"]) == (
        "zhao@example.cn", "noreply@example.cn", f"<{KEY}@example.cn>",
    )  # fmt: skip
    assert "新报事待受理" in mail.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_a_mail_server_that_refuses_or_is_not_there_is_not_sent() -> None:
    refusing = MailServer(refuses=True)
    with override_settings(**refusing.settings()):
        with pytest.raises(NotSent):
            send(Channel.EMAIL, "zhao@example.cn")
        refusing.thread.join(5)
        refusing.door.close()
        with pytest.raises(NotSent):
            send(Channel.EMAIL, "zhao@example.cn")


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # inside apprise, on Python 3.11 only
def test_a_gateway_that_is_not_there_or_not_set_is_not_sent() -> None:
    with override_settings(NOTIFY={"sms": ["json://127.0.0.1:9/{to}"], "wecom": ["nonsense"]}):
        for channel in (Channel.SMS, Channel.WECOM, Channel.DINGTALK):
            with pytest.raises(NotSent):
                send(channel, "15400000001")
    assert not channel_is_set(Channel.DINGTALK)
