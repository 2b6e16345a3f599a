"""The writers of quality: a round of counting, once a day, and a list handed over as a duty."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from hemei.faces.quality import queries
from hemei.faces.quality.models import Round
from hemei.faces.quality.queries import Entry, entries
from hemei.faces.quality.rules import Standing, may_hand, not_handed
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.leadership.duties.queries import ENDED
from hemei.leadership.duties.services import DutyDraft

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))

# For each place what lies in it and below; the city's row stands even where nothing was found.
_KEEP = """
insert into quality_count (round_id, code, path, found)
select %(round)s, %(code)s, counted.path, counted.found from (
  select above as path, count(*)::int as found
  from ({sql}) s cross join lateral records_paths_above(s.place) above group by above
  union all
  select %(city)s, 0 where not exists (select 1 from ({sql}) s)
) counted
"""


def count_round(*, now: datetime) -> bool:
    """Count all checks of today in every place; returns whether a round was written.

    All or nothing in one transaction, so it can be killed; a day that has its round keeps it.
    """
    day = shanghai_day(now)
    made = entries(day)
    if not made:
        return False
    with records.acting(_SYSTEM), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into quality_round (day, counted_at) values (%s, %s) on conflict (day) do nothing",
                [day, now],
            )
            written: int = cursor.rowcount
        if not written:
            return False
        number = Round.objects.values_list("id", flat=True).get(day=day)
        city = places.city().path
        for entry in made:
            _keep(entry, {"round": number, "city": city, "day": day})
    return True


def _keep(entry: Entry, values: dict[str, Any]) -> None:
    bound = {**entry.item.thresholds, **values, "code": entry.check.code}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP.format(sql=entry.check.sql), bound)


@records.whole
def hand_over(*, actor: Actor, now: datetime, place_id: int, code: str, until: date) -> int:
    """Make the fixing of a list a duty of the body that keeps its register there, and return the duty.

    Once at a time for a check and a place: the key of a duty names the one before it, so of two who hand the same
    list over at once the second is refused.

    Raises:
        Refused: no such list, the role may not, nobody keeps it there, it runs already, nothing contradicts.
    """
    day = shanghai_day(now)
    found, entry = queries.area(place_id, actor=actor, day=day), queries.entry_of(code, day)
    if found is None or entry is None or not queries.may_list(entry, actor):
        raise Refused.because(mark("没有这份名单"), code="not_found")
    keeper = queries.keeper_of(entry, found, day)
    last = queries.last_fix(place_id, code, actor=actor)
    now_wrong = queries.standing(entry, found, day=day)
    running = last is not None and last.state not in ENDED
    scope = keeper.scope if keeper else ""
    decision = may_hand(actor, Standing(keeper.id if keeper else None, scope, now_wrong, running=running))
    if not decision.allowed or keeper is None:
        raise Refused(decision)
    counted = queries.overview(found, [code], city=places.city().path, today=day).checks[code].now
    rule = queries.handing(day)
    references = (entry.item.warrant.reference, *((rule.warrant.reference,) if rule else ()))
    stream = queries.stream_of(place_id)
    draft = DutyDraft(
        key=f"{stream}:{code}:{last.id if last else 0}",
        origin=duties.Origin.DATA_FIX,
        origin_stream=stream,
        origin_item=code,
        title=f"{entry.check.name}：{found.place.name}，更正{counted or now_wrong}处",
        owner=keeper.id,
        setter=actor.body_id or 0,
        limit=duties.limit_to(until, now),
        references=references,
    )
    done = duties.set_duties(actor=actor, now=now, drafts=[draft])
    if not done.ids:
        raise Refused(not_handed("running"))
    (number,) = done.ids.values()
    records.record_event(
        stream=stream,
        type="quality.fix_handed",
        actor=actor,
        at=now,
        scope=found.place.path,
        data={"check": code, "duty": number, "counted": counted, "found": now_wrong},
        references=references,
    )
    return number
