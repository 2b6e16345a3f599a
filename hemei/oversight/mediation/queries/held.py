"""What is held of parties, mediators and members, for themselves; the caller has opened the city and no place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.db.models.expressions import RawSQL

from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder, period, runs_on
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.models import CommitteeMember, DisputeParty, Mediator, Petition
from hemei.oversight.mediation.rules.words import POST_TEXTS, SIDE_TEXTS, Post, Side


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return in which disputes these persons are or were parties, where they mediate, of which committees they are."""
    rows = DisputeParty.objects.filter(person_id__in=persons).select_related("dispute").order_by("-id")
    found = [
        Held(
            mark("纠纷当事人"),
            row.dispute.number,
            (
                (mark("哪一方"), SIDE_TEXTS[Side(row.side)]),
                *period(shanghai_day(row.joined_at), shanghai_day(row.left_at) if row.left_at else None),
            ),
            row.stream,
            row.left_at is None and row.dispute.ended_at is None,
        )
        for row in rows
    ]
    offices = (
        Mediator.objects.filter(person_id__in=persons).select_related("mediation_body__body").order_by("-id")
    )
    found += [
        Held(
            POST_TEXTS[Post(row.post)], row.mediation_body.body.name, period(row.valid_from, row.valid_until),
            runs=runs_on(row.valid_from, row.valid_until, on),
        )
        for row in offices
    ]  # fmt: skip
    found += _petitions(persons)
    seats = CommitteeMember.objects.filter(person_id__in=persons).select_related("committee").order_by("-id")
    return found + [
        Held(
            mark("人民调解委员会委员"), row.committee.name, period(row.committee.valid_from, row.committee.valid_until),
            runs=runs_on(row.committee.valid_from, row.committee.valid_until, on),
        )
        for row in seats
    ]  # fmt: skip


def _petitions(persons: Sequence[int]) -> list[Held]:
    """Return the petitions whose telephone was these persons' when they were taken in."""
    sealed = RawSQL("select id from records_sealed where person_id = any(%s)", [list(persons)])
    rows = Petition.objects.filter(Q(phone_id__in=sealed) | Q(name_id__in=sealed)).order_by("-received_on")
    return [
        Held(
            mark("物业信访件"), row.number, ((mark("登记日期"), row.received_on.isoformat()),), row.stream,
            row.ended_on is None,
        )
        for row in rows
    ]  # fmt: skip


HOLDER = Holder(
    frozenset(
        {
            "mediation_agreement",
            "mediation_dispute",
            "mediation_disputeparty",
            "mediation_disputestep",
            "mediation_session",
            "mediation_look",
            "mediation_mediator",
            "mediation_offer",
            "mediation_committeemember",
            "mediation_petition",
        }
    ),
    held_of,
)
