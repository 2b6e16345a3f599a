"""SIGKILL in the middle of a rotation of keys: everything opens before, between and after."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.prove.copies import Copy

pytestmark = pytest.mark.prove

NEW = "5e" * 32
_OPEN = """
from hemei.project.start import ready
ready()
from hemei.ground.records import queries, services
from hemei.ground.records.models import Sealed
from hemei.kernel.actor import EVERYWHERE, Actor, Role
with services.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
    ids = list(Sealed.objects.filter(erased_at=None).values_list("id", flat=True))
    print(len(ids), sum(text is not None for text in queries.open_sealed(ids).values()))
"""
_LEFT = "select count(*) from records_sealed where substring(ciphertext from 1 for 1) = '\\x01'"


def test_a_killed_rotation_goes_on(copy: Copy, tell: Callable[[str], None]) -> None:
    before = copy.python(_OPEN).split()
    assert before[0] == before[1]
    former = copy.state / "keys" / "vault-key"
    new = copy.state / "keys" / "new-key"
    new.write_text(NEW)
    copy.more = {
        "HEMEI_VAULT_KEY_FILE": str(new),
        "HEMEI_VAULT_KEY_BEFORE_FILE": str(former),
        "HEMEI_VAULT_CIPHER": "sm4-gcm",
    }
    copy.wait_until_ready(copy.start("serve", "--port", str(copy.port)))  # serving goes on meanwhile
    first = copy.asked(_LEFT)
    seen = [first]
    for _ in range(3):
        process = copy.start("keys", "rotate", "--batch", "20")
        while process.poll() is None and copy.asked(_LEFT) > seen[-1] - first // 5:
            time.sleep(0.01)
        process.kill()
        process.wait(10)
        seen.append(copy.asked(_LEFT))
        assert copy.python(_OPEN).split() == before
    tell(f"killed three times: {', '.join(map(str, seen))} texts left")
    assert 0 < seen[-1] < seen[-2] < seen[-3] < first
    done = copy.hemei("keys", "rotate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "may go" in done.stdout
    copy.more.pop("HEMEI_VAULT_KEY_BEFORE_FILE")
    former.unlink()
    assert copy.python(_OPEN).split() == before
    assert copy.hemei("verify").returncode == 0
