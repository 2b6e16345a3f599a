"""G1 to G3 and G15: creating a case, a clerk's list, a case with its history, and a worker's memory."""

from __future__ import annotations

import itertools
import json
import time

from bench import beside, cost, fill, ground, visitors
from bench.beside import Side
from bench.load import get, post
from bench.statements import statements_of
from bench.table import Report

SMALL, LARGE = 100_000, 1_000_000
MOST_MEGABYTES = 120
_LIST = "/cases"


def _floor_create(number: int) -> bytes:
    # The same requests as the floor's own script for wrk.
    body = {
        "estate_id": number % 6000,
        "reporter_id": number % 3_000_000,
        "category": number % 40,
        "title": f"Lift out of order, building {number % 400}",
        "body": "Two elderly residents on floor 18 cannot leave home.",
    }
    return post("/c", json.dumps(body).encode(), "application/json")


def _floor_list(_number: int) -> bytes:
    return get("/l")


def create(report: Report, *, pairs: int, seconds: float) -> None:
    """G1: a resident's report over HTTP beside the floor's insert."""
    report.title(
        "G1",
        "create a case over HTTP: access, look-up of like cases, clocks, sealed texts, event chain, outbox",
    )
    tokens = visitors.estate_tokens()
    # Each round and each run has reports of its own: what was said before is found, and offered instead of taken.
    reports = itertools.count(time.time_ns() // 10**6 % 10**9)

    def ours(_number: int) -> bytes:
        number = next(reports)
        return visitors.report(tokens[number % len(tokens)], number)

    with ground.floor_server() as floor, ground.our_server() as other:
        ratio = beside.compare(
            "G1",
            Side(*floor, _floor_create, (201,)),
            Side(*other, ours, (302,), visitors.offered),
            report,
            pairs=pairs,
            seconds=seconds,
        )
    count = statements_of(ours(1))
    report.figure("G1", "ours: SQL statements", count)
    report.goal("G1", "at least 0.33 of the floor's rate", met=ratio >= 0.33)  # noqa: PLR2004
    report.goal("G1", "at most 10 SQL statements", met=count <= 10)  # noqa: PLR2004


def lists(report: Report, name: str, *, pairs: int, seconds: float) -> float:
    """G2: a clerk's list of 50 rows beside the floor's; returns our median p50 in milliseconds."""
    report.title(name, "a clerk's list of 50 rows, row-level security on")
    for role, counts in (("community_clerk", True), ("street_clerk", False), ("county_coordinator", False)):
        clerk = visitors.busiest_clerk(role)
        row = f"{name} {role}"
        print(f"   {role}: {clerk.cases} of the city's first 6,000 cases lie within his places")
        ratio = _signed_in(row, report, clerk, _LIST, pairs=pairs if counts else 2, seconds=seconds)
        if counts:
            report.goal(name, "at least 0.4 of the floor's rate", met=ratio >= 0.4)  # noqa: PLR2004
    return float(report.rows[f"{name} community_clerk"]["ours: p50"]["median"])


def case(report: Report, *, pairs: int, seconds: float) -> None:
    """G3: a case page with its history beside the floor's list."""
    report.title("G3", "a case page with history")
    clerk = visitors.busiest_clerk("community_clerk")
    number = _told_case(clerk)
    with ground.connect() as owner:
        events = owner.execute("select version from cases_case where number = %s", [number]).fetchone()
    print(
        f"    a case with {events[0] if events else 0} events, more than three in four cases of the city have"
    )
    ratio = _signed_in("G3", report, clerk, f"/cases/{number}", pairs=pairs, seconds=seconds)
    report.goal("G3", "at least 0.3 of the floor's rate", met=ratio >= 0.3)  # noqa: PLR2004


def _told_case(clerk: visitors.Clerk) -> str:
    """Return an original case of this clerk whose history is as long as those of most cases or longer."""
    with ground.connect() as owner:
        row = owner.execute(
            """select c.number from cases_case c
               join people_appointment p on p.person_id = (select person_id from people_account where id = %s)
               join people_body b on b.id = p.body_id
               where c.scope >= b.scope and c.scope < left(b.scope, -1) || '/'
                 and exists (select 1 from fill_base o where o.id = c.id)
                 and c.version >= (select percentile_disc(0.75) within group (order by x.version)
                                   from cases_case x join fill_base o on o.id = x.id)
               order by c.version, c.id limit 1""",
            [clerk.account_id],
        ).fetchone()
    if row is None:
        raise ground.AbsentError("This clerk has no case of the demonstration.")
    return str(row[0])


def _signed_in(
    row: str, report: Report, clerk: visitors.Clerk, path: str, *, pairs: int, seconds: float
) -> float:
    with ground.floor_server() as floor, ground.our_server() as ours:
        request = visitors.page(path, visitors.session_of(ours[0], clerk))
        ratio = beside.compare(
            row,
            Side(*floor, _floor_list),
            Side(*ours, lambda _number: request),
            report,
            pairs=pairs,
            seconds=seconds,
        )
        count = statements_of(request)
        report.figure(row, "ours: SQL statements", count)
        report.goal(row, "at most 8 SQL statements", met=count <= 8)  # noqa: PLR2004
    return ratio


def memory(report: Report, *, seconds: float) -> None:
    """G15: megabytes of a web worker after it has served all of these."""
    report.title("G15", "memory of a web worker after reports, lists and case pages")
    clerk = visitors.busiest_clerk("community_clerk")
    tokens = visitors.estate_tokens()
    with ground.floor_server() as floor, ground.our_server() as ours:
        cookies = visitors.session_of(ours[0], clerk)
        paths = (_LIST, f"/cases/{_told_case(clerk)}", "/work", "/", "/responsibilities")

        def mixed(number: int) -> bytes:
            if number % 6 == 0:
                return visitors.report(tokens[number % len(tokens)], number)
            return visitors.page(paths[number % len(paths)], cookies)

        beside.one_round(Side(*ours, mixed, (200, 302)), seconds * 2)
        beside.one_round(Side(*floor, _floor_create, (201,)), seconds)
        for name, pid in (("floor", floor[1]), ("ours", ours[1])):
            found = cost.workers_memory(pid)
            report.spread("G15", f"{name}: resident (RSS)", [one.resident for one in found], "MB")
            report.spread("G15", f"{name}: its share (PSS)", [one.proportional for one in found], "MB")
            report.spread("G15", f"{name}: its own alone (USS)", [one.own for one in found], "MB")
        most = max(one.resident for one in found)
        report.goal("G15", f"at most {MOST_MEGABYTES} MB resident", met=most <= MOST_MEGABYTES)


def fill_to(count: int, report: Report) -> None:
    """Grow both tables to a size, and say so."""
    fill.fill_ours(count)
    fill.fill_floor(count)
    report.title("fill", f"{count} cases with us, {count} rows with the floor")
