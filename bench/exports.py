"""G4: a whole list of cases as a file, beside what the database alone and the library alone take for it."""

from __future__ import annotations

import csv
import io
import time
import urllib.request
from pathlib import Path

import psutil

from bench import ground, visitors
from bench.table import Report

ROW, LEAST = "G4", 300_000
_ROUNDS = 5
_LIMIT = (
    "copy (select number, kind, state, estate_name, accountable_body_id, reported_at, next_due_at, outcome"
    " from cases_case order by id desc) to stdout (format csv)"
)
_ASKED = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def run(report: Report, *, cases: int) -> None:
    """Fetch the city's list as CSV and as XLSX; rows a second from the request to the last byte."""
    report.title(ROW, f"export of {cases} cases and more over HTTP, scope on")
    clerk = visitors.busiest_clerk("city_bureau")
    with ground.our_server() as (port, pid):
        cookies = visitors.session_of(port, clerk)
        content, _warm = _fetched(port, cookies, "/cases.csv")
        rows = sum(1 for _line in csv.reader(io.StringIO(content.decode("utf-8-sig")))) - 1
        report.figure(ROW, "rows", rows)
        before = _highest(pid)
        rates = [rows / _fetched(port, cookies, "/cases.csv")[1] for _round in range(_ROUNDS)]
        report.spread(ROW, "CSV: rows a second", rates)
        report.figure(ROW, "CSV: what a worker's peak grew by", _highest(pid) - before, "MB")
        limit = report.spread(
            ROW, "COPY TO of the bare columns", [rows / _copied() for _round in range(_ROUNDS)]
        )
        report.figure(ROW, "CSV: of COPY TO", max(rates) / limit)
        took = _fetched(port, cookies, "/cases.xlsx")[1]
        report.figure(ROW, "XLSX: rows a second", rows / took)
        report.figure(ROW, "XLSX: what a worker's peak grew by", _highest(pid) - before, "MB")
        report.figure(ROW, "the library alone: rows a second", rows / _written(content))
    report.goal(ROW, f"CSV at least {LEAST} rows a second", met=max(rates) >= LEAST)


def _fetched(port: int, cookies: str, path: str) -> tuple[bytes, float]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookies})
    begun = time.perf_counter()
    with _ASKED.open(request, timeout=600) as answer:
        content = answer.read()
    return content, time.perf_counter() - begun


def _copied() -> float:
    """Return the seconds the database takes to give the same rows without words, rules or a web server."""
    with ground.connect() as owner, owner.cursor() as cursor:
        begun = time.perf_counter()
        with cursor.copy(_LIMIT) as rows:
            for _block in rows:
                pass
        return time.perf_counter() - begun


def _written(content: bytes) -> float:
    """Return the seconds the spreadsheet's library takes for the same texts that lie ready in memory."""
    import xlsxwriter

    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    begun = time.perf_counter()
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number, line in enumerate(lines):
            for column, text in enumerate(line):
                page.write_string(number, column, text)
    return time.perf_counter() - begun


def _highest(pid: int) -> float:
    """Return the highest resident memory a worker ever had, in megabytes."""
    most = 0.0
    for process in psutil.Process(pid).children(recursive=True):
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        most = max(most, *(int(line.split()[1]) / 1000 for line in status.splitlines() if "VmHWM" in line))
    return most
