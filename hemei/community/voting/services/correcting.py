"""A unit of a frozen roll is put right: by one hand, or by two once anybody has voted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from hemei.community.voting.models import Ballot, PrintedSheet, Roll, RollCorrection, RollUnit, Scan
from hemei.community.voting.queries.hands import own_hand
from hemei.community.voting.rules.acts import Act, may, still_open
from hemei.community.voting.rules.correcting import may_confirm
from hemei.community.voting.rules.striking import hand_of
from hemei.community.voting.services.rolls import (
    Correction,
    corrected_as,
    stands_as,
    stated,
    write_correction,
)
from hemei.community.voting.services.showing import show_to_owners
from hemei.community.voting.services.telling import locked_unit, sealed, tell
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


@records.whole
def correct_roll(
    *, actor: Actor, now: datetime, roll_unit_id: int, correction: Correction, reason: str
) -> bool:
    """Let a unit of the roll stand otherwise, also while the vote runs; ballots that were cast count by it.

    Once ballots of anybody came in it waits for a second person, and nothing changes until then: area, owners and
    delivery each shift all heads or all area, and with them every bar. Returns whether it stands.

    Raises:
        Refused: the actor may not, the vote is closed, nothing would change, or a correction of the unit waits.
    """
    unit, roll = _locked(actor, now, roll_unit_id)
    if RollCorrection.objects.filter(roll_unit=unit, answered_at=None).exists():
        raise Refused.because(
            mark("这一专有部分还有一项更正等待确认"), remedy=mark("请先由另一名工作人员确认或者不予确认"),
            field="correction", code="waits",
        )  # fmt: skip
    before, after = stands_as(unit), corrected_as(unit, correction)
    texts = {"reason": sealed(unit, reason)}
    if not _ballots_came(roll):
        write_correction(actor, now, unit, roll, correction, {"texts": texts})
        show_to_owners(unit, roll, {*before[1], *after[1]})
        return True
    if actor.person_id is None:
        raise Refused.because(mark("请用工作人员的账号更正"), field="correction", code="no_person")
    row = RollCorrection.objects.create(
        roll_unit=unit, area_dm2=correction.area_dm2, delivered=correction.delivered,
        owner_ids=None if correction.owner_ids is None else sorted(set(correction.owner_ids)),
        reason_id=texts["reason"]["vault"], asked_by=actor.person_id, asked_at=now, scope=unit.scope,
        stream=unit.stream,
    )  # fmt: skip
    data = {
        "unit": unit.pk,
        "correction": row.pk,
        "before": stated(before),
        "after": stated(after),
        "texts": texts,
    }
    tell(actor, now, roll, "voting.roll_correction_asked", data)
    show_to_owners(unit, roll, {*before[1], *after[1]})
    return False


@records.whole
def answer_correction(
    *, actor: Actor, now: datetime, correction_id: int, confirmed: bool, reason: str = ""
) -> None:
    """Confirm a correction that waits, and it stands; or refuse it with a reason, and nothing changes.

    Raises:
        Refused: the actor may not, entered it himself, it was answered, the vote is closed, it is refused without a
            reason, or nothing would change any more.
    """
    rows = RollCorrection.objects.filter(record.seen_by(actor), pk=correction_id, answered_at=None)
    unit_id = rows.values_list("roll_unit_id", flat=True).first()
    if unit_id is None:
        raise Refused.because(mark("没有等待确认的更正"), code="not_found")
    unit, roll = _locked(actor, now, unit_id)
    row = RollCorrection.objects.select_for_update().get(pk=correction_id)
    if row.answered_at is not None:
        raise Refused.because(mark("没有等待确认的更正"), code="not_found")
    asked = _asked(roll, row)
    demand(may_confirm(own_hand(actor), hand_of(asked.actor), person=actor.person_id is not None))
    row.answered_by, row.answered_at, row.confirmed = actor.person_id, now, confirmed
    row.save(update_fields=["answered_by", "answered_at", "confirmed"])
    if confirmed:
        more = {"correction": row.pk, "asked": asked.actor, "texts": asked.data["texts"]}
        write_correction(actor, now, unit, roll, _wanted(row), more)
        return
    data: dict[str, Any] = {
        **{key: asked.data[key] for key in ("unit", "correction", "before", "after")},
        "texts": {"reason": sealed(unit, reason)},
    }
    tell(actor, now, roll, "voting.roll_correction_refused", data)
    _hide(unit, data["after"]["owners"])


def lapse_corrections(actor: Actor, now: datetime, roll: Roll) -> int:
    """Record of each correction that nobody confirmed before the vote was closed that nothing came of it."""
    rows = RollCorrection.objects.filter(roll_unit__roll=roll, answered_at=None).select_related("roll_unit")
    lapsed = list(rows.order_by("pk"))
    for row in lapsed:
        asked = _asked(roll, row).data
        data = {key: asked[key] for key in ("unit", "correction", "before", "after")}
        tell(actor, now, roll, "voting.roll_correction_lapsed", {**data, "entered_by": row.asked_by})
        _hide(row.roll_unit, data["after"]["owners"])
    return len(lapsed)


def _hide(unit: RollUnit, owners: Collection[int]) -> None:
    """Show a unit no more to those it was to become the unit of, and did not."""
    for person in people.known_as(set(owners) - set(unit.owner_ids)):
        records.revoke_access(stream=unit.stream, persons=(person,))


def _locked(actor: Actor, now: datetime, roll_unit_id: int) -> tuple[RollUnit, Roll]:
    # The roll before the unit: corrections wait here for each other.
    Roll.objects.select_for_update().filter(units__pk=roll_unit_id).first()
    unit, roll = locked_unit(actor, roll_unit_id)
    demand(may(actor, Act.CORRECT, roll.scope))
    demand(
        still_open(now, roll.closes_at, mark("截止以后不再更正名册；影响结果的，结果公布以后请业主提出异议"))
    )
    return unit, roll


def _ballots_came(roll: Roll) -> bool:
    """Whether ballots came in, counted or not: also paper that lies at the counter or waits to be read."""
    if Ballot.objects.filter(roll_unit__roll=roll).exists():
        return True
    scanned = Exists(Scan.objects.filter(sheet=OuterRef("pk")))
    came = Q(handed_at__isnull=False) | scanned
    return PrintedSheet.objects.filter(came, roll_unit__roll=roll).exists()


def _wanted(row: RollCorrection) -> Correction:
    return Correction(
        area_dm2=row.area_dm2,
        owner_ids=None if row.owner_ids is None else tuple(row.owner_ids),
        delivered=row.delivered,
    )


def _asked(roll: Roll, row: RollCorrection) -> record.EventRow:
    """Return the event by which a correction was entered."""
    events = record.events_of(streams=[roll.stream], kind="voting.roll_correction_asked")
    return next(event for _, event in events if event.data["correction"] == row.pk)
