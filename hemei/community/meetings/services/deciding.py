"""Give an item its outcome: counted from the voices of those who are there, or found by the chair of a talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hemei.community.meetings.models import Attendance, Item, Meeting, MeetingSide, Voice
from hemei.community.meetings.rules.holding import Tally, decided, may_decide
from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import SIDE_CODES, Choice, Outcome, SideCode, State
from hemei.community.meetings.services.shared import locked, missing, present, sealed, tell, written
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """What was said to an item. Where members decide, `members` by registration; where sides do, `sides`.

    `found` is what the chair of a talk finds, or that the item is put off or was only told. `words` is the resolution.
    """

    members: Mapping[int, Choice] = field(default_factory=dict)
    sides: Mapping[SideCode, Choice] = field(default_factory=dict)
    found: Outcome | None = None
    words: str = ""


def decide_item(*, actor: Actor, now: datetime, item_id: int, draft: DecisionDraft) -> Outcome:
    """Record the outcome of an item and return it; it stays.

    Raises:
        Refused: the meeting does not run, too few are there, a voice is missing, the item has its outcome.
    """
    found = Item.objects.filter(record.seen_by(actor), pk=item_id).first()
    if found is None:
        raise missing()
    row, kind = locked(actor, found.meeting_id)
    item = Item.objects.select_for_update().get(pk=found.pk)
    sides, voices = present(row), _voices(row, kind, draft)
    decision = may_decide(
        kind, State(row.state), sides, taken=bool(item.outcome), found=draft.found,
        voices={code: len(said) for code, said in voices.items()},
    )  # fmt: skip
    demand(decision)
    outcome, counted = (draft.found, Tally()) if draft.found else decided(kind, sides, voices)
    if not draft.found:
        _keep_voices(row, item, kind, draft)
    one = sealed(row, "resolution", written(draft.words, "words")) if draft.words.strip() else None
    item.outcome, item.decided_at, item.words_id = outcome.value, now, one.vault_id if one else None
    item.agree, item.against, item.abstain = counted.agree, counted.against, counted.abstain
    item.needed = counted.needed
    item.save()
    data: dict[str, Any] = {
        "item": item.pk,
        "number": item.number,
        "outcome": outcome.value,
        "agree": counted.agree,
        "against": counted.against,
        "abstain": counted.abstain,
        "needed": counted.needed,
        "subject": item.subject_stream,
    }
    if one:
        data["texts"] = {"words": {"vault": one.vault_id, "commitment": one.commitment}}
    tell(actor, now, row, "meetings.item_decided", data, decision.references)
    return outcome


def _voices(row: Meeting, kind: Kind, draft: DecisionDraft) -> dict[SideCode, list[Choice]]:
    """Return the voices by side; a voice of somebody who is not there is refused by name of its field."""
    if kind.decides == "sides":
        return {code: [choice] for code, choice in draft.sides.items()}
    if kind.decides == "nothing":
        return {}
    here = set(
        Attendance.objects.filter(
            meeting=row, side__code="members", arrived_at__isnull=False, left_at=None
        ).values_list("id", flat=True)
    )
    if set(draft.members) - here:
        raise Refused.because(mark("只有在场的委员可以表决"), field="voices", code="not_here")
    return {"members": list(draft.members.values())}


def _keep_voices(row: Meeting, item: Item, kind: Kind, draft: DecisionDraft) -> None:
    """Keep who said what; sides that are not there have no voice."""
    sides = {side.code: side.pk for side in MeetingSide.objects.filter(meeting=row)}
    if kind.decides == "members":
        said: list[tuple[int, int | None, Choice]] = [
            (sides["members"], number, choice) for number, choice in draft.members.items()
        ]
    else:
        there = {side.code for side in present(row) if side.here}
        said = [
            (sides[code], None, draft.sides[code])
            for code in SIDE_CODES
            if code in there and code in draft.sides
        ]
    Voice.objects.bulk_create(
        Voice(
            item=item,
            side_id=side,
            attendance_id=number,
            scope=row.scope,
            stream=row.stream,
            choice=choice.value,
        )
        for side, number, choice in said
    )
