"""A busy hour: 50 new cases a second while 20 clerks page through their lists."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench import beside, cost, ground, visitors
from bench.load import Answer, Connection, GoneError, Sample, timed
from bench.table import Report

ROW = "load"
CASES_A_SECOND, CLERKS = 50, 20
THINK_SECONDS = (0.5, 1.5)
MOST_MS = 300
_OLDER = re.compile(rb'href="(\?[^"]*after=[^"]*)"')


def run(report: Report, *, seconds: float) -> None:
    """Drive both crowds against web server and worker, and print what each of them waited."""
    report.title(
        ROW, f"{CASES_A_SECOND} new cases a second while {CLERKS} clerks page, {seconds:g} s, worker running"
    )
    visitors.count_cases_by_place()
    clerk = visitors.busiest_clerk("community_clerk")
    data = ground.data_folder()
    with ground.our_server() as (port, pid), _worker():
        cookies = visitors.session_of(port, clerk)
        beside.one_round(beside.Side(port, pid, lambda _: visitors.page("/cases", cookies)), 2)
        before = cost.spent(pid, data)
        reports, pages = asyncio.run(_crowd(port, cookies, seconds))
        used = cost.spent(pid, data) - before
    for name, sample in (("reports", reports), ("pages", pages)):
        report.figure(ROW, f"{name}: answered", sample.requests)
        report.figure(ROW, f"{name}: errors", sample.errors)
        for kind, count in sample.others.items():
            report.figure(ROW, f"{name}: {kind}", count)
        report.figure(ROW, f"{name}: a second", sample.requests / seconds)
        for share in (0.5, 0.95, 0.99, 1.0):
            report.figure(ROW, f"{name}: p{100 * share:g}", sample.percentile(share), "ms")
    report.figure(ROW, "web server", used.web / seconds, "cores")
    report.figure(ROW, "PostgreSQL", used.database / seconds, "cores")
    worst = max(reports.percentile(0.99), pages.percentile(0.99))
    report.goal(ROW, f"p99 under {MOST_MS} ms", met=worst < MOST_MS)
    report.goal(ROW, "no error", met=not reports.errors + pages.errors)


async def _crowd(port: int, cookies: str, seconds: float) -> tuple[Sample, Sample]:
    reports, pages = Sample(), Sample()
    until = time.perf_counter() + seconds
    await asyncio.gather(
        _report_steadily(port, until, reports), *(_page(port, cookies, until, pages) for _ in range(CLERKS))
    )
    return reports, pages


async def _report_steadily(port: int, until: float, sample: Sample) -> None:
    """Send reports when they are due, however long others take: residents do not wait for each other."""
    tokens = visitors.estate_tokens()
    idle: list[Connection] = []
    under_way = set()
    begun = time.perf_counter()
    number = 0

    async def one(number: int, due: float) -> None:
        request = visitors.report(tokens[number % len(tokens)], number)
        await timed(sample, _ask(port, idle, request), (302,), since=due, naming=visitors.offered)

    while (due := begun + number / CASES_A_SECOND) < until:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(one(number, due))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        number += 1
    await asyncio.gather(*under_way)


async def _ask(port: int, idle: list[Connection], request: bytes) -> Answer:
    """Ask on a kept connection; where the server has just closed it, once more on a new one, as browsers do."""
    while idle:
        connection = idle.pop()
        try:
            answer = await connection.ask(request)
        except GoneError:
            continue
        idle.append(connection)
        return answer
    connection = await Connection.open(port)
    answer = await connection.ask(request)
    idle.append(connection)
    return answer


async def _page(port: int, cookies: str, until: float, sample: Sample) -> None:
    """Read a page of the list, think, turn to the next, and begin again at its end."""
    connection = await Connection.open(port)
    await asyncio.sleep(random.uniform(0, THINK_SECONDS[1]))  # noqa: S311 - not a secret
    path = "/cases"
    while time.perf_counter() < until:
        answer = await timed(sample, connection.ask(visitors.page(path, cookies)), (200,))
        if answer is None:
            connection = await Connection.open(port)
        older = _OLDER.search(answer.body) if answer else None
        path = "/cases" + older.group(1).decode().replace("&amp;", "&") if older else "/cases"
        await asyncio.sleep(random.uniform(*THINK_SECONDS))  # noqa: S311 - not a secret
    connection.close()


@contextmanager
def _worker() -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "hemei.project", "worker"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)
