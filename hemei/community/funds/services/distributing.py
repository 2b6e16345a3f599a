"""What came to the common part is shared out to the households by area: once for each entry that brought it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Distribution, Fund, Household
from hemei.community.funds.queries.balances import next_key
from hemei.community.funds.queries.distributing import Common, common_parts, funds_to_share
from hemei.community.funds.rules.acts import Act, may_share
from hemei.community.funds.rules.sharing import Part, may_share_out, shares_of
from hemei.community.funds.rules.standards import CommonShared
from hemei.community.funds.services.deposits import settle_notices
from hemei.community.funds.services.shared import PLATFORM, on_fund, post, tell
from hemei.community.ledgers.services import EntryKind, Line
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand
from hemei.kernel.workdays import shanghai_day

_CHUNK = 500


def share_common(*, actor: Actor, now: datetime, fund_id: int) -> int:
    """Share out what lies in the common part by area, in one entry; return it.

    What some buildings' revenue brought is shared out over their open households, the rest over all (Civil Code art.
    282). Public revenue that tops up the fund, and what rounding left of interest, are the owners'; in no household's
    account they would pay no bill and end no shortage. Each entry that brought something is shared out once.

    Raises:
        Refused: the actor does not keep the fund, nothing lies there, nobody is there to have it, no document says how.
    """
    with on_fund(actor, Act.SHARE, fund_id) as fund:
        demand(may_share(actor, handed_over=fund.handed_over_on is not None))
        today, lies = shanghai_day(now), [one for one in common_parts(fund.ledger_id) if one.to_share_fen > 0]
        rows = list(Household.objects.filter(fund=fund, closed_on=None).order_by("unit_id"))
        rules = fund_rules(today)
        lines, found, references = _shared_out(lies, rows, rules.common)
        came = {entry: 0 for one in lies for entry in one.came}
        for one in lies:
            for entry, fen in one.came.items():
                came[entry] += fen
        entry = post(
            now, fund, kind=EntryKind.TRANSFER, booked_on=today,
            key=next_key(fund.ledger_id, f"fund-common:{max(came)}"),
            lines=[*lines, *(Line("fund_unit", -share, unit) for unit, share in found.items())],
        )  # fmt: skip
        _keep(now, fund, came, entry, len(found))
        settle_notices(fund, [row for row in rows if row.unit_id in found], today)
        data = {
            "fen": sum(found.values()), "households": len(found), "sources": sorted(came)[-20:], "entry": entry,
        }  # fmt: skip
        tell(actor, now, fund, "funds.common_shared", data, *references, rules.rounding.warrant.reference)
    return entry


def _shared_out(
    lies: Sequence[Common], rows: Sequence[Household], rule: CommonShared | None
) -> tuple[list[Line], dict[int, int], tuple[Reference, ...]]:
    """Return what leaves the common part, what each unit gets, and the clause: what a part brought, its own units."""
    found: dict[int, int] = {}
    lines: list[Line] = []
    references = demand(may_share_out(sum(one.to_share_fen for one in lies), _of(rows, None), rule))
    for one in lies:
        parts = _of(rows, one.buildings or None)
        demand(may_share_out(one.to_share_fen, parts, rule))
        lines.append(Line("fund_common", one.to_share_fen, one.part or None))
        for unit, share in shares_of(one.to_share_fen, parts).items():
            found[unit] = found.get(unit, 0) + share
    return lines, {unit: share for unit, share in sorted(found.items()) if share}, references


def _of(rows: Sequence[Household], buildings: frozenset[int] | None) -> list[Part]:
    return [
        Part(row.unit_id, row.area_dm2) for row in rows if buildings is None or row.building_id in buildings
    ]


def share_all(*, now: datetime) -> int:
    """Share out what public revenue brought to each fund, a fund a transaction; return how many were.

    A fund whose common part cannot be shared out is passed over; the list of funds shows what lies there.
    """
    after, done = 0, 0
    while True:
        with records.acting(PLATFORM):
            page = funds_to_share(after=after, limit=_CHUNK)
        if not page:
            return done
        for number in page:
            try:
                share_common(actor=PLATFORM, now=now, fund_id=number)
            except Refused:
                continue
            done += 1
        after = page[-1]


def _keep(now: datetime, fund: Fund, came: dict[int, int], entry: int, households: int) -> None:
    Distribution.objects.bulk_create(
        Distribution(
            stream=fund.stream, scope=fund.scope, fund=fund, source_id=source, fen=fen, entry_id=entry,
            households=households, shared_at=now,
        )
        for source, fen in sorted(came.items())
    )  # fmt: skip
