"""G13: the credit of 15,000 companies from two million lines, without and with each line's explanation kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from bench import ground
from bench.table import Report

ROW = "g13"
COMPANIES, LINES = 15_000, 2_000_000
ON = date(2025, 12, 31)
FIRST_ID = 900_000_000
MOST, MOST_EXPLAINED = 2.0, 5.0
_BODIES = """
insert into people_body (id, stream, scope, kind, department, level, name, short_name, place_id, valid_from)
select %(first)s + n, 'people.body:bench:' || n, '1.', 'company', '', 'city', 'C' || n, 'C' || n, 1, '2020-01-01'
from generate_series(1, %(companies)s) n
"""
_COMPANIES = """
insert into companies_company (id, stream, body_id, name, pinyin, uscc, valid_from)
select %(first)s + n, 'companies.company:bench:' || n, %(first)s + n, 'C' || n, 'c' || n, 'BENCH' || n, '2020-01-01'
from generate_series(1, %(companies)s) n
"""
# Conduct of four years, so that about half of it has expired; the courses a line can take beside.
_LINES = """
insert into credit_conductline (id, stream, scope, behaviour, company_id, project_id, manager_id, happened_on, about,
  state, source, source_stream, source_key, proposed_at, confirmed_on, event_id, repaired_on)
select %(first)s + n, 'credit.line:bench:' || n, '1.' || n %% 400 || '.',
       (%(codes)s::text[])[1 + (hashint4(n) & 1023) %% %(kinds)s], %(first)s + 1 + (n::bigint * 7919) %% %(companies)s,
       null, null, day, '', case when n %% 50 = 0 then 'proposed' else 'confirmed' end, 'by_hand', '', '',
       day + interval '1 day', case when n %% 50 = 0 then null else day + 5 end, n,
       case when n %% 40 = 1 then day + 200 end
from generate_series(1, %(lines)s) n, lateral (select %(on)s::date - (n::bigint * 31 %% 1380)::int as day) d
"""
_OBJECTIONS = """
insert into credit_lineobjection (stream, scope, line_id, filed_on, filed_at, by_manager, grounds_id, extended,
  decided_on, decided_at, upheld, decision_id)
select stream, scope, id, confirmed_on + 3, proposed_at, false, 1, false,
       case when id %% 3 > 0 then confirmed_on + 9 end, null, id %% 3 = 1, case when id %% 3 > 0 then 1 end
from credit_conductline where state = 'confirmed' and id %% 50 = 7
"""
# The same answer by hand, as the owner: no wall, no explanation, one version of the catalogue.
_PLAIN = """
select company_id, 59 + sum(case when most > 0 and abs(given) > most then sign(given) * most else given end)
from (
  select l.company_id, l.behaviour, sum(p.points) as given, max(p.most) as most
  from credit_conductline l
  join unnest(%(codes)s::text[], %(points)s::int[], %(months)s::int[], %(mosts)s::int[])
    as p(code, points, months, most) on p.code = l.behaviour
  where l.state = 'confirmed' and l.happened_on <= %(on)s and l.confirmed_on <= %(on)s
    and (l.happened_on + make_interval(months => p.months))::date >= %(on)s
    and (l.repaired_on is null or l.repaired_on > %(on)s)
    and not exists (select from credit_lineobjection o where o.line_id = l.id and o.filed_on <= %(on)s
                    and (o.decided_on is null or o.decided_on > %(on)s or o.upheld))
  group by l.company_id, l.behaviour
) b group by company_id
"""


def run(report: Report, *, lines: int, rounds: int) -> None:
    """Fill companies and lines, score all by hand and by our statement in turn, then keep the explanations."""
    begun = time.perf_counter()
    companies = COMPANIES * lines // LINES
    _fill(lines, companies)
    filled = time.perf_counter() - begun
    report.title(ROW, f"{companies:,} companies, {lines:,} lines of conduct, {filled:.0f} s to fill")
    subjects = list(range(FIRST_ID + 1, FIRST_ID + companies + 1))
    plain, ours, kept = [], [], []
    for _ in range(rounds):
        by_hand, seconds = _timed(_by_hand)
        plain.append(seconds)
        scored, seconds = _timed(lambda: _scored(subjects))
        ours.append(seconds)
        explained, seconds = _timed(lambda: _explained(subjects))
        kept.append(seconds)
        if any(scored[one] != by_hand.get(one, 59) for one in subjects) or scored != explained:
            raise RuntimeError("the scores are not those of the lines that were filled in")
    report.spread(ROW, "plain SQL, as the owner", plain, "s")
    report.spread(ROW, "all scores, through the wall", ours, "s")
    report.spread(ROW, "all scores, each line's explanation kept", kept, "s")
    ratio = median(a / b for a, b in zip(ours, plain, strict=True))
    with_explanation = median(a / b for a, b in zip(kept, plain, strict=True))
    report.figure(ROW, "ours : plain SQL", ratio)
    report.figure(ROW, "ours explained : plain SQL", with_explanation)
    report.goal(ROW, f"at most {MOST:g} times the plain SQL", met=ratio <= MOST)
    report.goal(
        ROW,
        f"at most {MOST_EXPLAINED:g} times with explanations kept",
        met=with_explanation <= MOST_EXPLAINED,
    )


def _fill(lines: int, companies: int) -> None:
    codes = [row.code for row in _catalogue().behaviour]
    values = {
        "first": FIRST_ID, "companies": companies, "lines": lines, "codes": codes, "kinds": len(codes), "on": ON
    }  # fmt: skip
    with ground.connect() as owner:
        owner.execute("set synchronous_commit = off")
        owner.execute("set session_replication_role = replica")  # made-up companies stand in no place
        owner.execute("delete from credit_lineobjection where line_id >= %s", [FIRST_ID])
        owner.execute("delete from credit_yearlevel where company_id >= %s", [FIRST_ID])
        for table in ("credit_conductline", "companies_company", "people_body"):
            owner.execute(f"delete from {table} where id >= %s", [FIRST_ID])
        for statement in (_BODIES, _COMPANIES, _LINES, _OBJECTIONS):
            owner.execute(statement, values)
        for table in ("credit_conductline", "credit_lineobjection", "companies_company"):
            owner.execute(f"vacuum analyze {table}")


def _catalogue() -> Any:
    from hemei.oversight.credit import queries

    return queries.catalogue_on(ON)


def _by_hand() -> dict[int, int]:
    from hemei.oversight.credit.queries import repair_on
    from hemei.oversight.credit.rules.lines import months_counted

    rows = [row for row in _catalogue().behaviour if "company" in row.holders]
    values = {
        "on": ON,
        "codes": [row.code for row in rows],
        "points": [row.points for row in rows],
        "months": [months_counted(row, repair_on(ON)) for row in rows],
        "mosts": [row.most for row in rows],
    }
    with ground.connect() as owner:
        return {int(company): int(total) for company, total in owner.execute(_PLAIN, values)}


def _scored(subjects: list[int]) -> dict[int, int]:
    from hemei.ground.records import services as records
    from hemei.kernel.actor import EVERYWHERE, Actor, Role
    from hemei.oversight.credit import queries

    with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
        return {one.subject: one.score for one in queries.scores("company", subjects, ON)}


def _explained(subjects: list[int]) -> dict[int, int]:
    """Keep all scores with their explanation as a year's settlement does, and take them back."""
    from hemei.ground.records import services as records
    from hemei.kernel.actor import EVERYWHERE, Actor, Role
    from hemei.kernel.clock import utc_now
    from hemei.oversight.credit.services.settling import keep_scores

    with ground.connect() as owner:
        owner.execute("delete from credit_yearlevel where company_id >= %s", [FIRST_ID])
    with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
        return keep_scores("company", subjects, year=ON.year, scope="1.", now=utc_now())


def _timed(work: Callable[[], dict[int, int]]) -> tuple[dict[int, int], float]:
    begun = time.perf_counter()
    found = work()
    return found, time.perf_counter() - begun
