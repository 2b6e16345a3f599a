"""A handover ends without the giver's signature: he refuses, died or is nowhere; never silently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.community.committees.models import Handover
from hemei.community.committees.rules.handing import Note, may_end_unsigned
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_words import Unsigned
from hemei.community.committees.services.life.duties import settle
from hemei.community.committees.services.life.handing import SignedList, demand_open, kept_scan
from hemei.community.committees.services.life.shared import at_committee, missing, rules_of, sealed, tell
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedDraft:
    """Why the giver did not sign, how it went, who witnessed it or by which document the street decided; its paper."""

    why: str
    reason: str
    witnesses: tuple[str, ...] = ()
    document: str = ""
    paper: SignedList


def end_unsigned(*, actor: Actor, now: datetime, handover_id: int, draft: UnsignedDraft) -> None:
    """End a handover whose giver does not sign, by a note of two witnesses or a decision of the street.

    What was not handed over stays on the list as missing, and in the event; the duties end, the claim does not.

    Raises:
        Refused: the handover is not the actor's, the giver signed or his day has not passed, too few witnesses, a
            decision that is not the street's, or no reason or paper.
    """
    with records.acting(actor):
        found = Handover.objects.filter(pk=handover_id).first()
    if found is None:
        raise missing()
    with at_committee(actor, LifeAct.END_UNSIGNED, found.estate_id, now):
        row = Handover.objects.select_for_update().get(pk=handover_id)
        demand_open(row)
        today = shanghai_day(now)
        item = rules_of(today).handover_unsigned
        note = _note(draft)
        demand(
            may_end_unsigned(
                note, giver_signed=row.giver_signed_at is not None, late=today > row.due_on,
                street=actor.role is Role.STREET_CLERK, least=item.witnesses,
            )
        )  # fmt: skip
        row.ended_on, row.ended_why, row.ended_document = today, draft.why, note.document
        row.end_scan_id = kept_scan(row, "unsigned", draft.paper, now)
        words = "、".join(note.witnesses)
        row.end_note_id = sealed(
            row, "unsigned", f"{note.reason}（见证人：{words}）" if words else note.reason
        )
        row.save(update_fields=["ended_on", "ended_why", "ended_document", "end_scan_id", "end_note_id"])
        left = [one.code for one in row.items.all() if one.handed_on is None and not one.absent]
        data = {"why": row.ended_why, "decided": bool(note.document), "missing": left}
        tell(actor, now, row, "committees.handover_closed", data, (item.warrant.reference,))
        settle(row, now, lapsed=True)


def _note(draft: UnsignedDraft) -> Note:
    return Note(
        Unsigned(draft.why) if draft.why in set(Unsigned) else None,
        " ".join(draft.reason.split()),
        tuple(short for one in draft.witnesses if (short := " ".join(one.split()))),
        " ".join(draft.document.split()),
        scanned=draft.paper.upload is not None,
    )
