"""The life of `hemei demo`: quick again, gone on Ctrl-C, back after SIGKILL, two at once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from tests.prove.copies import Copy, interrupt

pytestmark = pytest.mark.prove

MOST_SECONDS_AGAIN = 5.0


def _cases(copy: Copy) -> int:
    return int(copy.asked("select count(*) from cases_case"))


def _gone(copy: Copy) -> list[psutil.Process]:
    """Wait a moment for the last to leave; returns who is still there."""
    until = time.monotonic() + 15
    while (left := [*copy.processes(), *copy.database()]) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def test_a_second_start_is_quick_keeps_the_data_and_ctrl_c_leaves_nobody(
    copy: Copy, tmp_path: Path, tell
) -> None:
    stranger = tmp_path / "hemei"  # another copy in the current folder must not be loaded
    stranger.mkdir()
    (stranger / "__init__.py").write_text("raise SystemExit('the wrong copy')")
    first = copy.start("demo", "--port", str(copy.port), cwd=tmp_path)
    copy.wait_until_ready(first)
    cases = _cases(copy)
    assert cases > 0
    assert all(process.uids().effective != 0 for process in copy.database())
    interrupt(first)
    assert _gone(copy) == []
    assert not (copy.state / "children.json").exists()
    begun = time.monotonic()
    second = copy.start("demo", "--port", str(copy.port))
    copy.wait_until_ready(second)
    took = time.monotonic() - begun
    tell(f"second start: {took:.1f} s")
    assert _cases(copy) == cases
    assert took < MOST_SECONDS_AGAIN
    interrupt(second)
    assert _gone(copy) == []


@pytest.mark.parametrize("whole", [False, True], ids=["the parent alone", "everything at once"])
def test_after_sigkill_the_next_start_recovers_by_itself(copy: Copy, *, whole: bool) -> None:
    first = copy.start("demo", "--port", str(copy.port))
    copy.wait_until_ready(first)
    cases = _cases(copy)
    if whole:
        copy.kill_everything()
    else:
        first.kill()
        first.wait(10)
    second = copy.start("demo", "--port", str(copy.port))
    copy.wait_until_ready(second)
    assert _cases(copy) == cases
    assert '"first_broken": null' in copy.hemei("verify", "--json").stdout
    interrupt(second)
    assert _gone(copy) == []


def test_a_database_killed_under_the_demonstration_comes_back(copy: Copy) -> None:
    first = copy.start("demo", "--port", str(copy.port))
    copy.wait_until_ready(first)
    for process in copy.database():
        process.kill()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        time.sleep(0.2)
        if copy.database() and copy.wait_until_ready(first) < 10:
            break
    assert first.poll() is None
    assert copy.database() != []
    interrupt(first)
    assert _gone(copy) == []


def test_a_taken_port_and_a_second_start_of_the_same_copy_end_with_a_message(copies: list[Copy]) -> None:
    one, other = copies
    running = one.start("demo", "--port", str(one.port))
    one.wait_until_ready(running)
    refused = other.hemei("demo", "--port", str(one.port))
    assert refused.returncode == 1
    assert f"Port {one.port} is taken" in refused.stderr
    twice = one.hemei("demo", "--port", str(other.port))
    assert twice.returncode == 1
    assert "already runs" in twice.stderr
    interrupt(running)


def test_two_copies_on_one_machine_do_not_meet(copies: list[Copy]) -> None:
    started = [copy.start("demo", "--port", str(copy.port)) for copy in copies]
    for copy, process in zip(copies, started, strict=True):
        copy.wait_until_ready(process)
    one, other = copies
    assert {process.pid for process in one.database()} & {
        process.pid for process in other.database()
    } == set()
    with one.owner() as owner:
        owner.execute("create table only_here ()")
    assert other.asked("select to_regclass('only_here')") is None
    interrupt(started[0])
    assert _gone(one) == []
    other.wait_until_ready(started[1])
    interrupt(started[1])
    assert _gone(other) == []


def test_reset_starts_afresh(copy: Copy) -> None:
    with_own = copy.start("serve", "--port", str(copy.port))
    copy.wait_until_ready(with_own)
    with copy.owner() as owner:
        owner.execute("create table left_behind ()")
    os.killpg(with_own.pid, 15)
    with_own.wait(30)
    done = copy.hemei("demo", "--reset", "--build-only")
    assert done.returncode == 0, done.stderr[-2000:]
    again = copy.start("demo", "--port", str(copy.port))
    copy.wait_until_ready(again)
    assert copy.asked("select to_regclass('left_behind')") is None
    assert _cases(copy) >= 6000
    interrupt(again)
