"""How long a page takes one reader: the cockpit, the search, the registers; on whatever city the state folder holds.

One connection asks again and again, so that nothing waits in a queue; the server keeps two processes, as in every row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from bench import cost, ground, visitors
from bench.load import drive
from bench.statements import statements_of
from bench.table import Report
from hemei.kernel.workdays import shanghai_day

ROW = "latency"
_BOARD_P99, _SEARCH_P95 = 100.0, 100.0
_ROLES = ("city_bureau", "county_coordinator", "community_clerk")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, who reads it, its address, and its goal in milliseconds with the share that must keep it."""

    name: str
    role: str
    address: str
    most: float = 0.0
    share: float = 0.95


def run(report: Report, *, seconds: float) -> None:
    """Read each page for some seconds and say what most readings took."""
    with ground.connect() as owner:
        sizes = [
            int(owner.execute(f"select count(*) from {table}").fetchone()[0])  # type: ignore[index]
            for table in ("places_estate", "places_propertyunit", "cases_case")
        ]
    report.title(ROW, "pages, one reader: {:,} estates, {:,} homes, {:,} cases".format(*sizes))
    clerks = {role: visitors.busiest_clerk(role) for role in _ROLES}
    with ground.our_server() as (port, pid):
        cookies = {role: visitors.session_of(port, clerk) for role, clerk in clerks.items()}
        for page in _pages():
            _keep_fresh()
            _read(report, page, visitors.page(page.address, cookies[page.role]), (port, pid), seconds)
        most = max(one.resident for one in cost.workers_memory(pid))
        report.figure(ROW, "most memory of a web process afterwards", most, "MB")


def _read(report: Report, page: Page, request: bytes, server: tuple[int, int], seconds: float) -> None:
    data = ground.data_folder()
    drive(server[0], lambda _number: request, seconds=1.0, wanted=(200,), connections=1)
    before = cost.spent(server[1], data)
    sample = drive(server[0], lambda _number: request, seconds=seconds, wanted=(200,), connections=1)
    used = cost.spent(server[1], data) - before
    name, count = f"{page.name} ({page.role})", max(1, sample.requests)
    if sample.errors or not sample.requests:
        report.figure(ROW, f"{name}: errors", sample.errors)
        report.goal(ROW, f"{name} is answered", met=False)
        return
    print(
        f"  {name:<44} p50 {sample.percentile(0.5):7.1f} ms  p95 {sample.percentile(0.95):7.1f} ms"
        f"  p99 {sample.percentile(0.99):7.1f} ms"
    )
    for share in (0.5, 0.95, 0.99):
        report.keep(ROW, f"{name}: p{int(100 * share)}", sample.percentile(share), "ms")
    report.figure(ROW, "    web server", 1000 * used.web / count, "CPU-ms a request")
    report.figure(ROW, "    PostgreSQL", 1000 * used.database / count, "CPU-ms a request")
    report.figure(ROW, "    SQL statements", statements_of(request))
    if page.most:
        met = sample.percentile(page.share) <= page.most
        report.goal(ROW, f"{name}: p{int(100 * page.share)} at most {page.most:g} ms", met=met)


def _pages() -> Iterator[Page]:
    """Yield the pages; names and numbers in their addresses are those of this city."""
    from hemei.kernel.clock import utc_now

    with ground.connect() as owner:
        (code, name), (city,), (company,) = (
            owner.execute(statement).fetchone() or ("", "")
            for statement in (
                "select code, name from places_estate where valid_until is null order by id desc limit 1",
                "select place_id from places_placeposition where path not like '%.%.' order by place_id limit 1",
                "select id from companies_company order by id limit 1",
            )
        )
    today = shanghai_day(utc_now())
    for role in _ROLES:
        yield Page("cockpit", role, _board_of(role), _BOARD_P99, 0.99)
    past = (today.replace(day=1) - timedelta(days=1)).replace(day=12)
    ended = past.replace(day=1) - timedelta(days=1)
    yield Page(
        "cockpit of a month's end",
        "city_bureau",
        f"/cockpit/{city}?on={ended}",
    )
    yield Page("cockpit of a past day", "city_bureau", f"/cockpit/{city}?on={past}")
    yield Page("figure with its list", "city_bureau", f"/cockpit/{city}/figures/F10")
    yield Page("figure of acts with its list", "city_bureau", f"/cockpit/{city}/figures/C3")
    for words in (str(name)[:2], str(name), "sf", "电梯"):
        yield Page(f"search {words}", "city_bureau", f"/search?q={quote(words)}", _SEARCH_P95)
    yield Page(f"search {str(name)[:2]}", "community_clerk", f"/search?q={quote(str(name)[:2])}", _SEARCH_P95)
    for register in ("/estates", "/companies", "/management", "/offices/communities", "/party", "/cases"):
        yield Page(f"register {register}", "city_bureau", register)
    yield Page("register /estates", "community_clerk", "/estates")
    yield Page("estate", "city_bureau", f"/estates/{code}")
    yield Page("company", "city_bureau", f"/companies/{company}")


def _board_of(role: str) -> str:
    """Return the address of the board of the busiest clerk's own place."""
    with ground.connect() as owner:
        row = owner.execute(
            "select p.place_id from people_appointment p join people_account a on a.person_id = p.person_id"
            " where a.id = %s and p.role = %s",
            [visitors.busiest_clerk(role).account_id, role],
        ).fetchone()
    return f"/cockpit/{row[0]}" if row else "/cockpit"


def _keep_fresh() -> None:
    """Count what changed since the last time, as the worker does every minute."""
    from hemei.faces.cockpit import services
    from hemei.ground.records import queries as kept
    from hemei.kernel.clock import utc_now

    now = utc_now()
    states = kept.rollup_states()
    if not states or any(now - state.stated_at > timedelta(minutes=2) for state in states.values()):
        services.refresh_rollups(now=now)
