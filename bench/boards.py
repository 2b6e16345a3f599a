"""Boards: a telephone number changes and the list follows, then 400 A3 boards are set as the bureau asks for them."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import psutil

from bench import ground
from bench.registers import peak_of
from bench.table import Report

ROW = "boards"
BOARDS = 400
PRINT_SECONDS, LIST_SECONDS = 180.0, 60.0
PATIENCE = 600.0
_AFTER_THE_MINUTE = (1, 25, 50)
"""Changes are made so many seconds after a minute began, for the worker compares once a minute."""
_HANGING = """
select e.estate_id, e.content::text from boards_edition e where e.posted_on is not null and e.replaced_on is null
and not exists (select 1 from boards_lapse l where l.edition_id = e.id and l.until_at is null)
"""
_NUMBERS = """
select body_id, number from boards_servicephone
where valid_until is null and purpose = 'complaint' and estate_id is null and number like '154%%'
"""


def run(report: Report, *, boards: int = BOARDS) -> None:
    """Change numbers and print, with the worker running as a process of its own."""
    report.title(
        ROW, f"a number changes and the boards that print it are listed; {boards} boards as one A3 file"
    )
    report.figure(ROW, "load of the machine before", os.getloadavg()[0])
    with _worker() as worker:
        _catch_up()
        _numbers(report)
        _print(report, worker, boards)


def _catch_up() -> None:
    """Wait until the worker has done what had come together while there was none."""
    begun = time.perf_counter()
    with ground.connect() as owner:
        while time.perf_counter() - begun < PATIENCE:
            time.sleep(5)
            [waiting] = owner.execute(
                "select (select count(*) from records_pending where attempts = 0)"
                " + (select count(*) from procrastinate_jobs"
                " where status in ('todo', 'doing') and coalesce(scheduled_at, now()) <= now())"
            ).fetchone() or [0]
            if not waiting:
                return


def _numbers(report: Report) -> None:
    """Change the number of a body on few boards, on some, on many; who is affected is read from what hangs."""
    bodies = _printed()
    if len(bodies) < len(_AFTER_THE_MINUTE):
        raise ground.AbsentError("No boards hang in this city that print a number of its own.")
    slowest, exact = 0.0, True
    for place, second in enumerate(_AFTER_THE_MINUTE):
        body, expected = bodies[place * (len(bodies) - 1) // (len(_AFTER_THE_MINUTE) - 1)]
        before = _listed()
        time.sleep((second - time.time()) % 60)
        _set(body, f"1549{int(time.time()) % 10**7:07}")
        begun = time.perf_counter()
        while not expected - before <= _listed() - before and time.perf_counter() - begun < PATIENCE:
            time.sleep(0.2)
        took = time.perf_counter() - begun
        time.sleep(2)  # what should not be listed would be by now
        exact &= _listed() - before == expected - before
        report.figure(ROW, f"{len(expected)} boards, changed {second} s into a minute: listed", took, "s")
        slowest = max(slowest, took)
    report.goal(ROW, "a changed number: all boards that print it, and only they, are listed", met=exact)
    report.goal(ROW, "within a minute", met=slowest < LIST_SECONDS)


def _printed() -> list[tuple[int, set[int]]]:
    """Return bodies with the estates whose boards print their number, read as text; fewest first."""
    with ground.connect() as owner:
        hanging = owner.execute(_HANGING).fetchall()
        numbers = owner.execute(_NUMBERS).fetchall()
    found = [(body, {estate for estate, text in hanging if number in text}) for body, number in numbers]
    return sorted(((body, estates) for body, estates in found if estates), key=lambda one: len(one[1]))


def _print(report: Report, worker: psutil.Popen, boards: int) -> None:
    from hemei.coordination.boards import queries, services
    from hemei.ground.records import services as records
    from hemei.kernel.clock import utc_now

    actor = _bureau()
    with records.acting(actor):
        rows = queries.board_rows(actor=actor, limit=boards)
    lapsed = sum(row.state is queries.State.LAPSED for row in rows)
    spent = _seconds_of(worker)
    begun = time.perf_counter()
    run_id = services.print_boards(
        actor=actor, now=utc_now(), estate_ids=[row.estate_id for row in rows],
        key=f"bench-{time.time_ns()}", site="https://hemei.example",
    )  # fmt: skip
    asked = time.perf_counter() - begun
    steps: set[int] = set()
    with _watched(worker) as most:
        while True:
            with records.acting(actor):
                done = queries.print_run(run_id, actor=actor)
            if done is None or time.perf_counter() - begun > PATIENCE:
                raise RuntimeError(f"the run {run_id} was not printed in {PATIENCE:g} s")
            steps.add(done.printed)
            if done.printed_at is not None:
                break
            time.sleep(0.2)
    took = time.perf_counter() - begun
    report.figure(ROW, f"asked for, {lapsed} of them made anew", asked, "s")
    report.figure(ROW, f"{_pages(done.stream, actor)} pages printed", took, "s")
    report.figure(ROW, "rate", len(rows) / took, "boards a second")
    report.figure(ROW, "the worker, all it did meanwhile", _seconds_of(worker) - spent, "CPU-s")
    report.figure(ROW, "steps of progress seen", float(len(steps - {0})))
    report.figure(ROW, "peak memory of the worker", most[0], "MB")
    whole = _pages(done.stream, actor) == len(rows) == boards
    report.goal(ROW, "the file holds a page for each board", met=whole)
    report.goal(ROW, f"{BOARDS} boards in under three minutes, with progress", met=took < PRINT_SECONDS)


def _pages(stream: str, actor: Any) -> int:
    import pypdfium2

    from hemei.ground.records import queries as record
    from hemei.ground.records import services as records

    with records.acting(actor):
        [file] = record.files_of([stream])
        return len(pypdfium2.PdfDocument(record.file_content(file)))


def _listed() -> set[int]:
    from hemei.coordination.boards import queries
    from hemei.ground.records import services as records

    actor = _bureau()
    with records.acting(actor):
        asked = queries.BoardFilter(state=queries.State.LAPSED)
        return {row.estate_id for row in queries.board_rows(actor=actor, asked=asked, limit=10_000)}


def _set(body: int, number: str) -> None:
    from hemei.coordination.boards import queries, services
    from hemei.kernel.clock import utc_now

    services.set_phones(
        actor=_bureau(), now=utc_now(), body_id=body, estate_id=None,
        numbers={queries.Purpose.COMPLAINT: number},
    )  # fmt: skip


def _bureau() -> Any:
    """Somebody of the city's bureau, who sees the whole city."""
    from hemei.ground.places import queries as places
    from hemei.kernel.actor import Actor, Role, system_actor

    with ground.connect() as owner:
        [body] = owner.execute(
            "select body_id from people_appointment where role = 'city_bureau' order by id limit 1"
        ).fetchone() or [None]
    whole = system_actor(places.city().path)
    return Actor(role=Role.CITY_BUREAU, account_id=1, body_id=body, places=whole.places)


@contextlib.contextmanager
def _worker() -> Iterator[psutil.Popen]:
    process = psutil.Popen(
        [sys.executable, "-P", "-m", "hemei.project", "worker"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _seconds_of(worker: psutil.Popen) -> float:
    times = worker.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


@contextlib.contextmanager
def _watched(worker: psutil.Popen) -> Iterator[list[float]]:
    """Yield a list that holds the most memory the worker and its children have held."""
    most, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            with contextlib.suppress(psutil.Error, OSError):
                most[0] = max(most[0], peak_of(worker.pid), *(peak_of(one.pid) for one in worker.children()))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        done.set()
        thread.join()
