"""Owners, or proxies, of a roll prove to be one human: an open vote follows, a count does, and one made is made anew.

One human is one head (interpretation, article 9) and proxy for no more units than he may, under however many records
he stands in the register. While the vote is open the roll follows at once, at the latest the count does. Once it is
counted nothing changes by itself: the count anew is owed, and its ballots stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef

from hemei.community.voting.models import Assembly, Ballot, Proxy, Roll, RollUnit, Sheet
from hemei.community.voting.queries.law import counting_of, proof_of
from hemei.community.voting.queries.register import humans_on, owners_proved_one
from hemei.community.voting.queries.rolls import same_on
from hemei.community.voting.rules.assemblies import State, Step, may_move
from hemei.community.voting.rules.casting import PROXY_LIMIT
from hemei.community.voting.rules.heads import as_one, beyond_limit, listed_unit, numbered
from hemei.community.voting.services.assemblies import tell_of
from hemei.community.voting.services.before_count import NEVER, strike_before_count
from hemei.community.voting.services.following import owe_recount
from hemei.community.voting.services.rolls import committed_again, note_same, number_again, owners_of_roll
from hemei.community.voting.services.telling import procedure_of, sealed, tell
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

_WHY = "同一代理人以几份登记代理的专有部分超过限额，先投的有效，其余不计入。"


def merge_owners(actor: Actor, now: datetime, roll: Roll) -> bool:
    """Let owners of a locked roll who proved to be one human count as one; return whether anything is new.

    What the roll says of each unit stays; the commitment to it is published anew, beside that of the notice.
    """
    fresh = note_same(roll, now, owners_proved_one(actor, owners_of_roll(roll)))
    if not fresh:
        return False
    number_again(roll)
    units = RollUnit.objects.filter(roll=roll, owner_ids__overlap=[*fresh, *fresh.values()])
    data = {
        "units": sorted(units.values_list("pk", flat=True)),
        "heads": roll.total_heads,
        "commitment": committed_again(roll, now),
    }
    tell(actor, now, roll, "voting.owners_merged", data)
    return True


def strike_over_limit(
    actor: Actor, now: datetime, found: Assembly, roll: Roll, rounds: Mapping[int, int] = NEVER
) -> int:
    """Strike what a proxy cast beyond his limit, under whichever record of him; return how many ballots.

    When they were cast nobody knew the records to be one human. Those he cast first stay. Counted anew, `rounds` are
    the votes that still stand, with how often each was counted.
    """
    over = _over_limit(actor, roll)
    rows = Ballot.objects.filter(sheet__in=over, valid=True, struck=False, strike=None)
    if rounds:
        rows = rows.filter(vote__in=list(rounds))
    ballots = list(rows.select_related("roll_unit").order_by("pk"))
    if not ballots:
        return 0
    words = {one.roll_unit_id: sealed(one.roll_unit, _WHY) for one in ballots}
    references = (proof_of(roll).proxy_limit.warrant.reference,)
    return strike_before_count(
        actor, now, found, ballots, ground=PROXY_LIMIT, reasons=words, references=references, rounds=rounds
    )


def _over_limit(actor: Actor, roll: Roll) -> list[int]:
    """Return the sheets that proxies cast beyond their limit and that would count."""
    left = Ballot.objects.filter(sheet=OuterRef("pk"), valid=True, strike=None)
    rows = Sheet.objects.filter(Exists(left), roll=roll, proxy__isnull=False).order_by("received_at", "pk")
    cast = list(rows.values_list("pk", "proxy__holder_id", "roll_unit_id"))
    humans = humans_on(actor, {holder for _, holder, _ in cast})
    over = beyond_limit(
        ((humans[holder], unit) for _, holder, unit in cast), proof_of(roll).proxy_limit.most_units
    )
    return [sheet for sheet, holder, unit in cast if (humans[holder], unit) in over]


@records.whole
def follow_recognised(*, actor: Actor, now: datetime, person_id: int) -> int:
    """Let rolls follow that somebody proved to be the owner of a record; return how many changed or are counted anew.

    Harmless when repeated. A result to which nobody can object any more stays as it is.
    """
    humans = humans_on(actor, [person_id])
    records_of_him = [one for one, lowest in humans.items() if lowest == humans[person_id]]
    owned = RollUnit.objects.filter(owner_ids__overlap=records_of_him).values_list("roll_id", flat=True)
    held = Proxy.objects.filter(holder_id__in=records_of_him).values_list("roll_id", flat=True)
    rolls = [Roll.objects.select_for_update().get(pk=one) for one in sorted({*owned, *held})]
    return sum(_follow(actor, now, roll) for roll in rolls)


def _follow(actor: Actor, now: datetime, roll: Roll) -> bool:
    if roll.closed_at is None:
        return merge_owners(actor, now, roll)
    found = Assembly.objects.select_for_update(of=("self",)).filter(roll=roll).first()
    if found is None or not may_move(State(found.state), Step.RECOUNT).allowed:
        return False
    if found.objections_until is not None and found.objections_until < now:
        return False
    units = apart_on(actor, roll)
    if not units or not owe_recount(actor, now, found):
        return False
    references = (procedure_of(shanghai_day(now)).recount.warrant.reference,)
    tell_of(actor, now, found, "voting.recount_owed", {"units": units}, references)
    return True


def apart_on(actor: Actor, roll: Roll) -> list[int]:
    """Return the units of a counted roll that count otherwise now: one head by now, or beyond a proxy's limit."""
    rows = list(RollUnit.objects.filter(roll=roll).order_by("pk"))
    known = same_on(roll.pk)
    proved = owners_proved_one(actor, {one for row in rows for one in row.owner_ids})
    same = known | {str(one): str(lowest) for one, lowest in proved.items()}
    units = {
        row.pk: as_one(
            listed_unit(row.code, row.building, row.area_dm2, row.owner_ids, delivered=row.delivered), same
        )
        for row in rows
    }
    heads = numbered(units, counting_of(roll))
    merged: dict[int, set[int]] = {}
    for row in rows:
        merged.setdefault(heads[row.pk].head, set()).add(row.head)
    apart = {row.pk for row in rows if len(merged[heads[row.pk].head]) > 1}
    over = Sheet.objects.filter(pk__in=_over_limit(actor, roll)).values_list("roll_unit_id", flat=True)
    return sorted(apart | set(over))
