"""G8: what three million ballots in five hundred votes come to, by area and by heads; receipts checked again."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta

from bench import ground
from bench.electorate import fill
from bench.table import Report

ROW = "g8"
VOTES = 500
SECONDS, RECEIPTS = 1.0, 200_000
_HEADS = """
update voting_rollunit set head = h.head, several = true
from (select id, pair, min(head) over (partition by pair) as head
      from (select id, head, (row_number() over (order by id) - 1) / 2 as pair
            from voting_rollunit where roll_id = %(roll)s) pairs) h
where voting_rollunit.id = h.id and h.pair %% 10 = 0
"""
_TOTALS = """
update voting_roll set total_heads = (select count(distinct head) from voting_rollunit where roll_id = %(roll)s)
where id = %(roll)s
"""
_VOTES = """
insert into voting_vote (roll_id, number, matter, title, "group", scope, stream)
select %(roll)s, 100 + n, 'hire_company', '', '', r.scope, r.stream
from generate_series(1, %(votes)s) n, voting_roll r where r.id = %(roll)s
"""
_SHEETS = """
insert into voting_sheet (roll_id, roll_unit_id, channel, basis, document, visitors, received_at, entered_at, secret,
                          scope, stream)
select roll_id, id, 'paper', 'paper', '', '{}', now(), now(), '\\x00', scope, stream
from voting_rollunit where roll_id = %(roll)s
"""
_BALLOTS = """
insert into voting_ballot (vote_id, roll_unit_id, sheet_id, received_at, area_dm2, head, several, valid, standing,
                           choice, channel, scope, stream)
select v.id, u.id, s.id, now(), u.area_dm2, u.head, u.several, true, true,
       (array['for', 'for', 'for', 'against', 'abstain'])[1 + (u.id + v.id) %% 5], 'paper', u.scope, r.stream
from voting_vote v join voting_roll r on r.id = v.roll_id
join voting_rollunit u on u.roll_id = v.roll_id join voting_sheet s on s.roll_unit_id = u.id
where v.roll_id = %(roll)s and v.number > 100 order by v.id, u.id
"""


def run(report: Report, *, units: int, rounds: int) -> None:
    """Fill the votes, sum them all at once, check receipts on each core."""
    begun = time.perf_counter()
    electorate = fill(units)
    values = {"roll": electorate.roll, "votes": VOTES}
    with ground.connect() as owner:
        for statement in (_HEADS, _VOTES, _SHEETS, _BALLOTS, _TOTALS):
            owner.execute(statement, values)
        owner.execute("vacuum analyze voting_ballot")
        owner.execute("vacuum analyze voting_rollunit")
        found = owner.execute(
            "select id from voting_vote where roll_id = %s and number > 100", [electorate.roll]
        ).fetchall()
    votes = [int(vote) for (vote,) in found]
    filled = time.perf_counter() - begun
    report.title(ROW, f"{units * VOTES:,} ballots in {VOTES} votes, {filled:.0f} s to fill")
    taken = report.spread(ROW, "area and heads of all votes", _sums(votes, rounds), "s")
    report.goal(ROW, f"the sums of all votes in at most {SECONDS:g} s", met=taken <= SECONDS)
    with ProcessPoolExecutor(2) as cores:
        list(cores.map(_receipts, (1_000, 1_000)))  # both are up
        begun = time.perf_counter()
        list(cores.map(_receipts, (RECEIPTS, RECEIPTS)))
        rate = 2 * RECEIPTS / (time.perf_counter() - begun)
    report.figure(ROW, "receipts checked again on two cores", rate, "a second")
    report.goal(ROW, f"receipts checked again at {RECEIPTS:,} a second or more", met=rate >= RECEIPTS)


def _sums(votes: list[int], rounds: int) -> list[float]:
    """Ask for the sums as a page does, through the wall, some times; returns the seconds of each."""
    from hemei.community.voting import queries
    from hemei.ground.records import services as records
    from hemei.kernel.actor import EVERYWHERE, Actor, Role
    from hemei.kernel.clock import utc_now

    everyone = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    after = utc_now() + timedelta(days=30)
    taken = []
    for _ in range(rounds):
        with records.acting(everyone):
            begun = time.perf_counter()
            sums = queries.vote_sums(votes, actor=everyone, now=after)
            taken.append(time.perf_counter() - begun)
        if len(sums) != len(votes) or any(one.agree is None or one.part != one.total for one in sums):
            raise RuntimeError("the sums are not those of the ballots that were filled in")
    return taken


def _receipts(count: int) -> int:
    """Compute the commitments of so many receipts."""
    from hemei.community.voting.rules.trust import receipt_commitment

    receipt = {"vote": "vote:1", "code": "", "salt": "5a" * 32, "unit": "1幢1单元101", "choice": "for"}
    return sum(len(receipt_commitment(receipt | {"code": f"{number:016}"})) for number in range(count))
