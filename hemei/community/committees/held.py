"""What a committee's life holds of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.community.committees.queries import (
    handovers_signed,
    leavings_of,
    recalls_against,
    stand_ins_of,
    trainings_of,
)
from hemei.community.committees.rules.leaving import LEAVING_NAMES, OPEN_LEAVINGS
from hemei.community.committees.rules.life_words import OPEN_RECALLS, RECALL_NAMES
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return proposals to recall these persons, handovers, bodies they act for, leavings, training; five statements."""
    found = [
        Held(
            mark("罢免提议"),
            row.estate,
            (
                (mark("提出"), row.proposed_on.isoformat()),
                (mark("状态"), RECALL_NAMES[row.state]),
            ),
            runs=row.state in OPEN_RECALLS,
        )
        for row in recalls_against(persons)
    ]
    found += [
        Held(
            mark("业委会移交签字"),
            row.estate,
            ((mark("开始"), row.begun_on.isoformat()),),
            runs=row.receiver_signed_at is None,
        )
        for row in handovers_signed(persons)
    ]
    found += [
        Held(
            mark("登记的离任"),
            row.estate,
            ((mark("登记"), row.entered_on.isoformat()), (mark("状态"), LEAVING_NAMES[row.state])),
            runs=row.state in OPEN_LEAVINGS,
        )
        for row in leavings_of(persons)
    ]
    found += [
        Held(
            mark("物业管理委员会委员"),
            row.estate,
            ((mark("开始"), row.since.isoformat()), (mark("结束"), row.until.isoformat())),
            runs=row.runs,
        )
        for row in stand_ins_of(persons, on)
    ]
    return found + [
        Held(
            mark("业委会委员培训"),
            row.topic,
            ((mark("日期"), row.held_on.isoformat()), (mark("学时"), str(row.hours))),
        )
        for row in trainings_of(persons)
    ]


HOLDER = Holder(
    frozenset(
        {
            "committees_handover",
            "committees_leaving",
            "committees_recall",
            "committees_standinmember",
            "committees_training",
        }
    ),
    held_of,
)
