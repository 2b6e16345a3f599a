"""SIGKILL between the gateway's yes and our writing it down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.test import override_settings

from hemei.faces.notices import services
from hemei.faces.notices.rules.words import Sending
from hemei.faces.notices.tests.conftest import KIND, NOW, made_told
from hemei.faces.notices.tests.gateway import Gateway, gateway_at_work

pytestmark = pytest.mark.prove
MINUTE = timedelta(minutes=1)


SENDER = """
import sys
from datetime import datetime
from django.conf import settings
settings.DATABASES["default"]["NAME"], settings.DEMO, settings.NOTIFY = sys.argv[1], False, {"sms": [sys.argv[2]]}
import django
django.setup()
from hemei.faces.notices import services
services.send_due(clock=lambda: datetime.fromisoformat(sys.argv[3]))
"""


def kill_in_between(gateway: Gateway, database: str) -> int:
    """Send in a process of its own, and kill it after the gateway has the text and before that is written down."""
    gateway.slow = threading.Event()
    words = [sys.executable, "-c", SENDER, database, gateway.address, (NOW + 20 * MINUTE).isoformat()]
    sender = subprocess.Popen(words, env={**os.environ, "DJANGO_SETTINGS_MODULE": "hemei.project.testing"})
    assert gateway.heard.wait(30)
    sender.kill()
    sender.wait()
    gateway.slow.set()
    gateway.slow = None
    return sender.returncode


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # inside apprise, on Python 3.11 only
def test_who_is_killed_between_sending_and_writing_sends_again_with_the_same_key(own_database: str) -> None:
    told = made_told()
    with gateway_at_work() as gateway, override_settings(DEMO=False, NOTIFY={"sms": [gateway.address]}):
        told.quarter.report(kind=KIND)
        told.deliver()
        services.gather(now=NOW + 20 * MINUTE)
        assert kill_in_between(gateway, own_database) == -signal.SIGKILL
        [message] = told.messages()
        assert (message.state, message.attempts) == (Sending.SENDING.value, 1)
        assert services.send_due(clock=lambda: NOW + 25 * MINUTE) == 0  # it may still be at work
        assert services.send_due(clock=lambda: NOW + 31 * MINUTE) == 1
        [message] = told.messages()
        assert (message.state, message.attempts) == (Sending.SENT.value, 2)
        assert len(gateway.told) == 2  # at least once: whoever sends cannot know what arrived
        assert len({key for _, key, _ in gateway.told}) == 1
        assert len(gateway.delivered) == 1  # and the key lets the gateway send it once
