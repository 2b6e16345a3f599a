"""A year's interest of three million household accounts, killed twice in the middle: each gets it once, to the fen.

The funds are laid as rows, as a bank's list of a city would be loaded; units and buildings are not, for nothing here
reads them. What every account must get is computed beside it from the numbers it was laid with.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.prove.copies import ROOT, Copy, new_state

pytestmark = pytest.mark.prove
HOUSEHOLDS = int(os.environ.get("HEMEI_PROVE_HOUSEHOLDS", "3000000"))
IN_A_FUND, YEAR, RATE = 1_000, 2025, 11_000  # a year brings 1.1 per cent
FUNDS = max(4, HOUSEHOLDS // IN_A_FUND)
KILLED_AT = (0.2, 0.6)

_READY = """
from hemei.project.start import ready
ready()
from hemei.project.migrating import migrate
migrate()
print("up", flush=True)
import sys
sys.stdin.read()
"""
# Funds of unequal size. A household holds something from before the year, every third paid in more in the course of it.
_LAID = """
create table laid as
select n as unit, 1 + (n * 7919 % {funds}) as fund, 100000 + n * 104729 % 900000 as held,
  case when n % 3 = 0 then 1000 + n * 1299709 % 50000 else 0 end as later,
  date '{year}-01-01' + (n % 365)::int as paid_on
from generate_series(1::bigint, {households}) n;
create table laid_funds as
select fund, count(*) as households, sum(held) as held, sum(later) as later from laid group by fund;

insert into places_estate (id, token, code, name, pinyin, initials, kind, community_id, address, position_source,
  built_area_dm2, households, valid_from, scope, stream)
select fund, 'prove' || fund, 'P' || fund, '试验小区' || fund, '', '', 'commodity', 1, '', 'cgcs2000', 1, households,
  '2020-01-01', '1.', 'places.estate:' || fund from laid_funds;
insert into ledgers_ledger (id, stream, scope, estate_id, opened_on, open_from, opened_at)
select fund, 'ledgers.ledger:' || fund, '1.', fund, '2024-01-01', '2024-01-01', now() from laid_funds;
insert into funds_fund (id, stream, scope, estate_id, ledger_id, opened_on, opened_at, bank)
select fund, 'funds.fund:' || fund, '1.', fund, fund, '2024-01-01', now(), '' from laid_funds;
insert into funds_household (stream, scope, fund_id, unit_id, building_id, kind, area_dm2, first_fen, deposited_fen)
select 'funds.fund:' || fund, '1.', fund, unit, 1, 'lift', 10000, 500000, held + later from laid;
insert into ledgers_account (id, stream, scope, ledger_id, code, unit_id, shared, balance_fen, postings)
select 10000000 + unit, 'ledgers.ledger:' || fund, '1.', fund, 'fund_unit', unit, false, -held - later,
  1 + (later > 0)::int from laid;
insert into ledgers_account (id, stream, scope, ledger_id, code, shared, balance_fen, postings)
select fund, 'ledgers.ledger:' || fund, '1.', fund, 'fund_bank', true, held + later, 1 from laid_funds;

insert into ledgers_entry (id, stream, scope, ledger_id, kind, booked_on, booked_at, source_stream, source_key, sum_fen,
  lines, made_in)
select fund, 'ledgers.ledger:' || fund, '1.', fund, 'opening', '2024-06-30', now(), '', '', 0, households + 1, 0
from laid_funds;
insert into ledgers_posting (stream, scope, entry_id, account_id, booked_on, amount_fen)
select 'ledgers.ledger:' || fund, '1.', fund, 10000000 + unit, '2024-06-30', -held from laid;
insert into ledgers_posting (stream, scope, entry_id, account_id, booked_on, amount_fen)
select 'ledgers.ledger:' || fund, '1.', fund, fund, '2024-06-30', held from laid_funds;
insert into ledgers_entry (id, stream, scope, ledger_id, kind, booked_on, booked_at, source_stream, source_key, sum_fen,
  lines, made_in)
select 1000000 + unit, 'ledgers.ledger:' || fund, '1.', fund, 'receipt', paid_on, now(), '', '', 0, 2, 0
from laid where later > 0;
insert into ledgers_posting (stream, scope, entry_id, account_id, booked_on, amount_fen)
select 'ledgers.ledger:' || l.fund, '1.', 1000000 + l.unit, line.account, l.paid_on, line.fen
from laid l, lateral (values (10000000 + l.unit, -l.later), (l.fund, l.later)) line(account, fen) where l.later > 0;
update ledgers_account a set postings = a.postings + p.lines
from (select fund, count(*) as lines from laid where later > 0 group by fund) p where a.id = p.fund;
select setval(pg_get_serial_sequence('ledgers_account', 'id'), 20000000),
       setval(pg_get_serial_sequence('ledgers_entry', 'id'), 20000000);
"""
# Of each account what the year brought by its postings, and what it must bring by the numbers it was laid with.
_WRONG = f"""
with brought as (
  select p.account_id - 10000000 as unit, count(*) as times, -sum(p.amount_fen) as fen
  from ledgers_posting p join ledgers_entry e on e.id = p.entry_id
  where e.kind = 'interest' and p.account_id > 10000000 and p.account_id <= 20000000 group by 1
)
select count(*) from laid l full join brought b using (unit)
where b.times is distinct from 1 or b.fen is distinct from
  (l.held * 365 + l.later * (date '{YEAR}-12-31' - l.paid_on + 1)) * {RATE} / 365000000
"""
_APART = """
select count(*) from funds_interest i
join lateral (
  select sum(p.amount_fen) filter (where a.code = 'fund_bank') as bank,
    -sum(p.amount_fen) filter (where a.code = 'fund_unit') as units,
    -coalesce(sum(p.amount_fen) filter (where a.code = 'fund_common'), 0) as common,
    count(*) filter (where a.code = 'fund_unit') as households
  from ledgers_posting p join ledgers_account a on a.id = p.account_id where p.entry_id = i.entry_id) b on true
join laid_funds f on f.fund = i.fund_id
where i.total_fen <> b.bank or i.total_fen <> b.units + b.common or i.common_fen <> b.common
   or i.common_fen not between 0 and f.households or i.households <> b.households or b.households <> f.households
"""


@dataclass
class City:
    """A copy with its database held up, and what was laid in it."""

    copy: Copy
    tell: Callable[[str], None]

    def asked(self, statement: str) -> int:
        return int(self.copy.asked(statement))

    def credited(self) -> int:
        """Return how many funds are credited; fund and books always agree on it."""
        posted = "select count(*) from ledgers_entry where kind = 'interest'"
        agree = f"select (select count(*) from funds_interest) - ({posted})"
        assert self.asked(agree) == 0
        return self.asked("select count(*) from funds_interest")

    def start(self) -> subprocess.Popen[bytes]:
        return self.copy.start("fund", "interest", "--year", str(YEAR))


@pytest.fixture
def city(tell: Callable[[str], None]) -> Iterator[City]:
    copy = Copy(new_state())
    command, pipe = [sys.executable, "-c", _READY], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=copy.environment(), stdin=pipe, stdout=pipe) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"up\n"
            begun = time.monotonic()
            with copy.owner() as owner, owner.transaction():
                owner.execute("set local session_replication_role = replica")
                owner.execute(_LAID.format(funds=FUNDS, households=HOUSEHOLDS, year=YEAR))
            with copy.owner() as owner:
                owner.execute("analyze")
            tell(f"{HOUSEHOLDS:,} households of {FUNDS:,} funds laid in {time.monotonic() - begun:.0f} s")
            yield City(copy, tell)
        finally:
            copy.throw_away()


def killed(city: City, share: float) -> None:
    """Let the command run until so many funds are credited, and kill it in the middle of its work."""
    before = city.credited()
    process = city.start()
    wanted = max(before + 1, int(FUNDS * share))
    with city.copy.owner() as owner:
        while (owner.execute("select count(*) from funds_interest").fetchone() or (0,))[0] < wanted:
            assert process.poll() is None, city.copy.said()
            time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    while city.asked("select count(*) from pg_stat_activity where usename = 'hemei_app' and state <> 'idle'"):
        time.sleep(0.05)  # what its session still does ends by itself: whole, or not at all
    done = city.credited()
    city.tell(f"killed with {done:,} of {FUNDS:,} funds credited")
    assert before < done < FUNDS


def ended(city: City) -> tuple[float, float, float]:
    """Run the command to its end; return its seconds, those of its processor, and its peak of memory in MB."""
    begun, process = time.monotonic(), city.start()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, city.copy.said()
    return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def test_a_year_of_every_household_is_credited_once_however_often_it_is_killed(city: City) -> None:
    begun = time.monotonic()
    for share in KILLED_AT:
        killed(city, share)
    before = city.credited()
    seconds, busy, memory = ended(city)
    households = city.asked("select sum(households) from funds_interest")
    left = (FUNDS - before) * IN_A_FUND
    city.tell(
        f"{households:,} households in {(time.monotonic() - begun) / 60:.1f} min with both kills;"
        f" the last run {left / seconds:,.0f} a second, {busy:.1f} s of processor, {memory:.0f} MB"
    )
    assert (city.credited(), households) == (FUNDS, HOUSEHOLDS)
    assert city.asked(_WRONG) == 0
    assert city.asked(_APART) == 0
    again, _busy, _memory = ended(city)
    assert (city.credited(), city.asked(_WRONG)) == (FUNDS, 0)
    city.tell(f"run once more: nothing left to credit, {again:.1f} s")
    assert " households, " in city.copy.said()
    assert " a second, " in city.copy.said()
    assert " left" in city.copy.said()
    assert "Whole" in verified(city.copy)
    city.tell(f"{folder_gigabytes(city.copy.state):.1f} GB on the disk")


def verified(copy: Copy) -> str:
    """Return what `hemei verify` says of the record and the books."""
    done = subprocess.run(
        [str(Path(sys.prefix) / "bin" / "hemei"), "verify"], check=False, capture_output=True, text=True,
        env=copy.environment(), timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def folder_gigabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e9
