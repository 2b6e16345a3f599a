"""Cases that sound like one: marked by the worker where nobody could be asked, joined or told apart by a clerk.

Where the worker saw no likeness a clerk names the earlier by its number, and joins into it just as into a marked one.
Joined is the later into the earlier: it is not taken on the ground that the same is in hand, its reporter may object
as to any refusal, and he and all who follow it follow the earlier from then on.

Two communities may have one trouble at their border. Then each of them sees the pair and of the other's case what is
open anyway; whoever has the later one joins it, and no telephone goes along to bodies its owner did not turn to: it
stays sealed where it was left, and the platform alone reads it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.models import Case, Likeness, Supporter
from hemei.coordination.cases.queries.alike import Reported, likely_before
from hemei.coordination.cases.queries.likeness import facts_of_pair
from hemei.coordination.cases.rows import decode_state, id_of
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.alike import JOINABLE
from hemei.coordination.cases.rules.likeness import IN_HAND, may_answer, unknown
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import Outcome, State
from hemei.coordination.cases.services.acting import NoSuchCase, act
from hemei.coordination.cases.services.report import PHONE
from hemei.coordination.cases.viewing import bound, is_number
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand
from hemei.kernel.workdays import shanghai_day

JOINED, APART = "cases.case_joined", "cases.told_apart"

# The case with the token of its estate, or the code of its community where it lies in no estate.
_FRESH = """
select c.id, c.number, c.stream, c.scope, c.kind, c.text_id, coalesce(e.token, p.code, ''),
       (select v.id from records_sealed v where v.stream = c.stream and v.field = 'spot' order by v.id limit 1)
from cases_case c
  left join places_estate e on e.id = c.estate_id and e.valid_until is null
  left join public_place p on c.estate_id is null and p.path = c.scope and p.level = 'community'
where c.stream = any(%s) and c.state = any(%s) and c.fact_on >= %s and c.text_id is not null order by c.id
"""
_MARK = """
insert into cases_likeness (case_id, other_id, stream, scope, other_scope, found_at)
select m.*, %s from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[]) as m
on conflict (case_id, other_id) do nothing
"""


def mark_alike(*, actor: Actor, now: datetime, streams: Sequence[str]) -> int:
    """Mark the earlier cases that fresh ones sound like; returns how many are new. Repeated, it does no harm.

    Three statements where something is found and one a case, two for one without a kind; one where all are over or long
    ago.
    """
    since = shanghai_day(now) - timedelta(days=law_of(shanghai_day(now)).checks.duplicate.days)
    with records.acting(actor):
        with connection.cursor() as cursor:
            cursor.execute(_FRESH, [list(streams), [state.value for state in JOINABLE], since])
            fresh = cursor.fetchall()
        texts = (
            record.open_sealed([vault for row in fresh for vault in (row[5], row[7]) if vault])
            if fresh
            else {}
        )
        marks = [
            (case, id_of(one.number), stream, scope, one.scope if one.scope != scope else "")
            for case, number, stream, scope, kind, text, token, spot in fresh
            for one in likely_before(
                number=number,
                now=now,
                told=Reported(
                    token=token, kind=kind, text=texts.get(text) or "", spot=texts.get(spot or 0) or ""
                ),
            )
        ]
        if not marks:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [now, *map(list, zip(*marks, strict=True))])
            return int(cursor.rowcount)


@records.whole
def answer_alike(*, viewer: Viewer, now: datetime, number: str, other: str, same: bool, text: str) -> None:
    """Say of a later case and an earlier one whether they are the same; `text` is what its reporter is told then.

    Raises:
        NoSuchCase: the later is not there or not this viewer's, or two that nobody takes for one are told apart.
        Refused: the rules say no, or no case the viewer may see has the earlier's number.
    """
    if not is_number(number):
        raise NoSuchCase(number)
    with bound(viewer):
        pair = _marked(number, other) or _named(number, other, now, same=same)
        with opened(viewer.actor, pair.scope, *filter(None, [pair.other_scope])):
            _answer(viewer, now, pair, (number, other), text if same else None)


def _marked(number: str, other: str) -> Likeness | None:
    if not is_number(other):
        return None
    return Likeness.objects.filter(case_id=id_of(number), other_id=id_of(other)).first()


def _named(number: str, other: str, now: datetime, *, same: bool) -> Likeness:
    """Return the pair a clerk makes who says by its number which case was the earlier; both are his to see."""
    found = {case.number: case for case in Case.objects.filter(number__in=[number, other])}
    case, into = found.get(number), found.get(other)
    if case is None or not same:
        raise NoSuchCase(number)
    if into is None:
        raise Refused(unknown(other))
    across = into.scope if into.scope != case.scope else ""
    return Likeness(
        case=case, other=into, stream=case.stream, scope=case.scope, other_scope=across, found_at=now
    )


def _answer(
    viewer: Viewer, now: datetime, pair: Likeness, numbers: tuple[str, str], text: str | None
) -> None:
    """Answer a pair whose places are open; `text` is None where they are two."""
    number, other = numbers
    rows = Case.objects.select_for_update().filter(number__in=numbers).order_by("id")
    found = {case.number: case for case in rows}
    if len(found) < len(set(numbers)):
        raise NoSuchCase(number)
    pair = _marked(number, other) or pair  # somebody may have answered until the cases were ours
    case, into = found[number], found[other]
    demand(may_answer(facts_of_pair(case, into, pair), viewer.actor.body_id, same=text is not None))
    pair.answered_at, pair.same, pair.round = now, text is not None, decode_state(case.snapshot).round
    pair.save()  # before the case moves: it is in hand already only where this says so
    if text is None:
        _record(viewer.actor, now, case, APART, {"apart": other})
    else:
        _join(viewer, now, case, into, text)


def _join(viewer: Viewer, now: datetime, case: Case, into: Case, text: str) -> None:
    moved: acts.Act = acts.Refuse(ground=IN_HAND, into=into.number, text=text)
    if case.state == State.ACCEPTED:
        moved = acts.Close(outcome=Outcome.NOT_A_CASE, ground=IN_HAND, into=into.number, text=text)
    _follow(now, case, into)
    act(viewer=viewer, now=now, number=case.number, act=moved, seen=case.version)
    _record(viewer.actor, now, into, JOINED, {"joined": case.number})


def _follow(now: datetime, case: Case, into: Case) -> None:
    """Let whoever reported or follows the one follow the other; a telephone goes along, sealed anew for it.

    Into another community's case those who signed in go without their telephone; who left nothing else is known there
    by where his lies sealed, which that community cannot open.
    """
    across = into.scope != case.scope
    there = list(Supporter.objects.filter(case=into))
    here = list(Supporter.objects.filter(case=case, left_at=None))
    caller = Supporter(person_id=case.reporter_id, contact_id=case.contact_id, texts=True, caller_of=case.pk)
    coming = [caller, *here]
    vaults = [one.contact_id for one in (*there, *coming) if one.contact_id] + [into.contact_id or 0]
    phones = record.open_sealed([vault for vault in vaults if vault])
    persons = {into.reporter_id, *(one.person_id for one in there)}
    known = {phones.get(into.contact_id or 0), *(phones.get(one.contact_id or 0) for one in there)}
    fresh: list[tuple[Supporter, str]] = []
    for one in coming:
        phone = phones.get(one.contact_id or 0) or ""
        if one.person_id in persons if one.person_id else not phone or phone in known:
            continue
        persons, known = persons | {one.person_id}, known | {phone or None}
        fresh.append((one, "" if across else phone))
    vaulted = [
        one.contact_id if across and not one.person_id else vault
        for (one, _phone), vault in zip(fresh, _sealed(into, fresh), strict=True)
    ]
    Supporter.objects.bulk_create(
        [
            Supporter(
                case=into, stream=into.stream, scope=into.scope, person_id=one.person_id,
                contact_id=vault, texts=bool(vault) and one.texts, caller_of=one.caller_of, joined_at=now,
            )
            for (one, _phone), vault in zip(fresh, vaulted, strict=True)
        ]
    )  # fmt: skip


def _sealed(into: Case, fresh: Sequence[tuple[Supporter, str]]) -> list[int | None]:
    """Seal the telephones of those who come, in their order; None where one has none."""
    prepared = [
        records.prepare_seal(
            stream=into.stream, scope=into.scope, field=PHONE, text=phone, person_id=one.person_id, indexed=True
        )
        for one, phone in fresh
        if phone
    ]  # fmt: skip
    ids = iter([found.vault_id for found in records.write_seals(prepared)])
    return [next(ids) if phone else None for _one, phone in fresh]


def _record(actor: Actor, now: datetime, case: Case, kind: str, about: dict[str, str]) -> None:
    records.record_event(
        stream=case.stream, type=kind, actor=actor, at=now, scope=case.scope, data={"about": about}
    )
