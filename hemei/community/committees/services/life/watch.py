"""What time alone brings: seats of who sold, warnings of a term's end, too few members, handovers nobody signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from hemei.community.committees.models import Election, Handover, StandIn
from hemei.community.committees.queries.elections.facts import rules_of as election_rules
from hemei.community.committees.queries.life.states import CommitteeState, committee_states
from hemei.community.committees.rules.election_words import ENDED, ElectionKind
from hemei.community.committees.rules.life_standards import CommitteeLife
from hemei.community.committees.rules.life_words import HANDOVER_NAMES, HandoverKind, committee_stream
from hemei.community.committees.rules.watching import EndWarning, warning_on
from hemei.community.committees.services.bodies import Bodies, bodies_of
from hemei.community.committees.services.elections.ordering import look_at_uncalled
from hemei.community.committees.services.life.duties import (
    BELOW_HALF,
    VACANCY,
    Demand,
    end_vacancies,
    set_demands,
)
from hemei.community.committees.services.life.handing import begin_handover
from hemei.community.committees.services.life.leaving import end_unobjected
from hemei.community.committees.services.life.losing import end_sold_out
from hemei.community.committees.services.life.recalls import lapse_with_term
from hemei.community.committees.services.life.reserves import in_turn, look_at_reserves
from hemei.community.committees.services.life.shared import rules_of, tell
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as owed
from hemei.leadership.duties import services as duties


def watch(*, actor: Actor, now: datetime) -> int:
    """Set what has become due since the last look; return how many duties are new. May be repeated without harm.

    Seats whose holders sold their last unit or did not object end first: whether
    enough members are left is judged after that.
    """
    today = shanghai_day(now)
    end_sold_out(actor=actor, now=now)
    end_unobjected(actor=actor, now=now)
    with records.acting(actor):
        rules, steps = rules_of(today), warnings_of(today)
        states, running = committee_states(on=today, actor=actor), _running()
        new = records.each_alone(
            states, lambda one: _look_at(actor, now, one, rules, steps, running.get(one.estate_id))
        )
        _lapse_filled(now, states)
        new += look_at_reserves(now=now, states=states, rules=rules)
        look_at_uncalled(now=now)
        return new + _chase(actor, now, today) + _end_stand_ins(now, today)


def _lapse_filled(now: datetime, states: Iterable[CommitteeState]) -> None:
    """End what is owed for want of members where enough sit again, by whatever act."""
    owing = {
        stream for item in (BELOW_HALF, VACANCY)
        for stream in owed.streams_owing(duties.Origin.COMMITTEE_LIFE, item)
    }  # fmt: skip
    for one in states:
        if committee_stream(one.body_id) in owing:
            end_vacancies(now=now, term_id=one.term_id, lapsed=True)


def _running() -> dict[int, ElectionKind]:
    """Return by which kind of election the estates elect that do so already."""
    rows = Election.objects.exclude(state__in=[state.value for state in ENDED])
    return {estate: ElectionKind(kind) for estate, kind in rows.values_list("estate_id", "kind")}


def warnings_of(day: date) -> list[EndWarning]:
    """Return the warnings of a term's end: the first of `committee-rules`, the later ones of `committee-life`."""
    law = people.committee_rules(day)
    first = [EndWarning("first", law.warning.days, law.warning.warrant.reference)] if law else []
    return first + [EndWarning(one.code, one.days, one.warrant.reference) for one in rules_of(day).reminder]


def _look_at(
    actor: Actor, now: datetime, one: CommitteeState, rules: CommitteeLife, steps: list[EndWarning],
    running: ElectionKind | None,
) -> int:  # fmt: skip
    """Set what one committee owes. Where all seats are elected already nobody needs to be told to begin.

    A by-election renews no term: it silences nothing, and where all seats have to be elected it makes way.
    """
    today, filling = shanghai_day(now), running is ElectionKind.BY
    steps = steps if running is None or filling else []
    if one.end is not None and one.end <= today:
        # An old register is not chased for papers of years ago.
        if today - one.end <= timedelta(days=rules.handover_looked_back.limit.amount):
            begin_handover(actor=actor, now=now, term_id=one.term_id, day=one.end)
            lapse_with_term(actor=actor, now=now, term_id=one.term_id)
        return 0
    new = 0
    warning = warning_on(one.end, today, steps) if one.end else None
    if warning is not None and one.end is not None:
        bodies = bodies_of(one.scope, today)
        new += set_demands(
            now=now, key=f"committees.term:{one.term_id}:{warning.code}", stream=committee_stream(one.body_id),
            item=warning.code, until=one.end, demands=_renewal(one, bodies, warning.days), reference=warning.reference,
        )  # fmt: skip
        if filling and warning == steps[-1]:
            new += _make_way(now, one, warning.code, one.end, warning.reference)
    if one.below_half and steps:
        new += _elect_early(now, one, rules)
        if filling:
            item = rules.early_election
            until = _early_until(now, one, rules)
            new += _make_way(now, one, "below_half", until, item.warrant.reference)
    elif steps and not filling and one.held is not None and one.held < one.seats:
        new += _fill(now, one)
    return new


def _renewal(one: CommitteeState, bodies: Bodies, days: int) -> list[Demand]:
    name = one.estate
    return [
        Demand(one.body_id, bodies.community, f"{name}业委会任期不到{days}日，启动换届", bodies.street),
        Demand(bodies.community, bodies.street, f"指导{name}业委会换届筹备，任期不到{days}日", bodies.street),
        Demand(
            bodies.street, bodies.above_street, f"督促{name}业委会按期换届，任期不到{days}日", bodies.county
        ),
    ]


def _elect_early(now: datetime, one: CommitteeState, rules: CommitteeLife) -> int:
    """Article 46: below half of its seats an extraordinary assembly elects all anew.

    The days run from the day the seats fell below half, however late it is looked at; each time is owed anew. What is
    owed already stands as it was set, though that day is corrected later.
    """
    if committee_stream(one.body_id) in owed.streams_owing(duties.Origin.COMMITTEE_LIFE, BELOW_HALF):
        return 0
    bodies, item, until = (
        bodies_of(one.scope, shanghai_day(now)),
        rules.early_election,
        _early_until(now, one, rules),
    )
    since = people.below_half_since(one.term_id, shanghai_day(now)) or ""
    reserve = in_turn(one, shanghai_day(now))
    first = f"（候补第{reserve.number}位可先递补）" if reserve else ""
    title = f"{one.estate}业委会委员不足一半，召开业主大会临时会议重新选举{first}"
    return set_demands(
        now=now, key=f"committees.term:{one.term_id}:{BELOW_HALF}:{since}",
        stream=committee_stream(one.body_id),
        item="below_half", until=until, reference=item.warrant.reference,
        demands=[
            Demand(one.body_id, bodies.community, title, bodies.street),
            Demand(bodies.community, bodies.street, f"指导{title}", bodies.street),
        ],
    )  # fmt: skip


def _early_until(now: datetime, one: CommitteeState, rules: CommitteeLife) -> date:
    since = people.below_half_since(one.term_id, shanghai_day(now)) or shanghai_day(now)
    return since + timedelta(days=rules.early_election.limit.amount)


def _make_way(now: datetime, one: CommitteeState, item: str, until: date, reference: Reference) -> int:
    """Ask the street, which alone may, to end a by-election in whose way the election of all seats stands."""
    bodies = bodies_of(one.scope, shanghai_day(now))
    title = f"{one.estate}业委会正在补选，需要选举全部委员，终止补选"
    return set_demands(
        now=now, key=f"committees.term:{one.term_id}:{item}:by", stream=committee_stream(one.body_id),
        item=item, until=until, reference=reference, demands=[Demand(bodies.street, bodies.above_street, title)],
    )  # fmt: skip


def _fill(now: datetime, one: CommitteeState) -> int:
    """A seat is free and no reserve waits for it: a by-election is owed, unless the term is over by then.

    The days run from when it fell free; of one that was free for long before somebody looked, from today.
    """
    today = shanghai_day(now)
    since, length = people.vacant_since(one.term_id, today) or today, election_rules(today).by_election
    free = (
        one.seats - (one.held or 0) - sum(seat.reserve for seat in people.sitting_seats(one.term_id, today))
    )
    until = since + timedelta(days=length.limit.amount)
    until = until if until >= today else today + timedelta(days=length.limit.amount)
    if free <= 0 or (one.end is not None and one.end <= until):
        return 0
    bodies = bodies_of(one.scope, today)
    title = f"{one.estate}业委会缺委员{free}人，没有候补委员，组织补选"
    return set_demands(
        now=now, key=f"committees.term:{one.term_id}:{VACANCY}:{since.isoformat()}",
        stream=committee_stream(one.body_id), item=VACANCY, until=until, reference=length.warrant.reference,
        demands=[Demand(bodies.community, bodies.street, title, bodies.street)],
    )  # fmt: skip


_LATE = "{estate}业委会{kind}已过{due}的期限，请督促{what}"


def _chase(actor: Actor, now: datetime, today: date) -> int:
    """Hand to the street what was not signed in time, once."""
    rows = Handover.objects.select_for_update().filter(
        receiver_signed_at=None, ended_on=None, due_on__lt=today, escalated_on=None
    )
    late = rows.select_related("estate").prefetch_related("items").order_by("id")
    return records.each_alone(late, lambda row: _chased(actor, now, today, row))


def _chased(actor: Actor, now: datetime, today: date, row: Handover) -> int:
    bodies, rules = bodies_of(row.scope, today), rules_of(today)
    within = rules.handover_left if row.kind == HandoverKind.LEFT else rules.handover_term
    item, owed = rules.handover_chased, within.warrant.reference
    reference = item.warrant.reference
    new = set_demands(
        now=now, key=f"{row.stream}:late", stream=row.stream, item="late",
        until=today + timedelta(days=item.limit.amount), reference=owed, more=(reference,),
        demands=[Demand(bodies.street, bodies.above_street, _late(row))],
    )  # fmt: skip
    row.escalated_on = today
    row.save(update_fields=["escalated_on"])
    tell(actor, now, row, "committees.handover_escalated", {"street": bodies.street}, (owed, reference))
    return new


def _late(row: Handover) -> str:
    """Say to the street which handover is late, and what of it is still open: that is what it urges."""
    missing = [one.name for one in row.items.all() if one.handed_on is None and not one.absent]
    what = f"交出{'、'.join(missing)}" if missing else "双方签收"
    return _LATE.format(
        estate=row.estate.name, kind=HANDOVER_NAMES[HandoverKind(row.kind)], due=row.due_on, what=what
    )


_OVER = "{estate}物业管理委员会任期届满，请重新组建或组织选举"
_REPLACED = "{estate}业委会已经备案，请解散物业管理委员会并移交"


def _end_stand_ins(now: datetime, today: date) -> int:
    """Ask the street to end a stand-in body whose term is over, or whose estate has a committee that was filed.

    The days run from the filing, or from the end of its term, however late it is looked at.
    """
    rows = StandIn.objects.filter(ended_on=None).select_related("estate").order_by("id")
    return records.each_alone(rows, lambda row: _end_stand_in(now, today, row))


def _end_stand_in(now: datetime, today: date, row: StandIn) -> int:
    rules = next((one for one in rules_of(today).stand_in if one.code == row.profile), None)
    able = people.committee_able(row.estate_id, today) is not None
    filed = people.filed_at_work(row.estate_id, today) if able else None
    if rules is None or not (filed or row.valid_until <= today):
        return 0
    bodies = bodies_of(row.scope, today)
    until = (filed or row.valid_until) + timedelta(days=rules.end_days)
    title = (_REPLACED if filed else _OVER).format(estate=row.estate.name)
    return set_demands(
        now=now, key=f"committees.standin:{row.pk}:{'filed' if filed else 'over'}", stream=row.stream,
        item="stand_in", until=until, reference=rules.warrant.reference,
        demands=[Demand(bodies.street, bodies.above_street, title)],
    )  # fmt: skip
