"""What was recorded wrongly as paid or credited: one person reports it, another confirms it, an entry takes it back.

Households are credited to the fen as they were debited, for the reversal is the first entry the other way round. What
was taken back may be done anew, by another entry: a use is paid again, a year's interest run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.community.funds.models import Correction, Fund
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.correcting import keeps, may_undo
from hemei.community.funds.rules.uses import day_after
from hemei.community.funds.rules.words import CorrectionKind, CorrectionState
from hemei.community.funds.services.shared import (
    PLATFORM,
    missing,
    on_fund,
    owns_any,
    reason_of,
    sealed,
    tell,
)
from hemei.community.funds.services.undoing import DATED, undo
from hemei.community.funds.services.uses import Proof
from hemei.community.funds.services.wrong import Wrong, wrong_of
from hemei.community.ledgers import queries as books
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, demand
from hemei.kernel.workdays import shanghai_day

PAPER = "fund_correction"
LONGEST_REFERENCE, MOST_BYTES = 60, 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionDraft:
    """What is reported: of which use, share, household or year; the bank's paper with its number, and why."""

    kind: CorrectionKind
    of_id: int
    """The use, the share, the household, the year of the interest, what was shared out, or the entry of a deposit."""
    reason: str
    reference: str = ""
    came_on: date | None = None
    """When the bank gave the money back, if it did and somebody knows."""
    proofs: Sequence[Proof] = ()


@records.whole
def report_correction(*, actor: Actor, now: datetime, fund_id: int, draft: CorrectionDraft) -> int:
    """Report that something was recorded wrongly, and return the report; it waits for a second person.

    Raises:
        Refused: it is not recorded or was reported already, there is no paper of the bank or no reason, or something
            rests on it that must be put right first.
    """
    with on_fund(actor, Act.CORRECT, fund_id) as fund:
        found = wrong_of(fund, draft.kind, draft.of_id)
        # A year's interest is the platform's own: the run itself proves it.
        own = draft.kind is CorrectionKind.INTEREST
        references = demand(
            _keeps(actor, now, fund, found),
            books.may_report(
                done=found.entry is not None, waiting=_waits(found), reason=draft.reason,
                proofs={books.PAPER} if draft.proofs or own else set(),
                rules=books.corrections_on(shanghai_day(now)),
            ),
            may_undo(draft.kind, found.rests),
            _came(draft, found, shanghai_day(now)),
        )  # fmt: skip
        if actor.person_id is None or found.entry is None:
            raise missing()
        said = sealed(found.row, reason_of(draft.reason))
        made = Correction.objects.create(
            stream=found.row.stream, scope=fund.scope, fund=fund, kind=draft.kind.value, **found.subject,
            entry_id=found.entry, recorded_by_id=found.recorded_by, reported_by_id=actor.person_id, reported_at=now,
            reference=" ".join(draft.reference.split())[:LONGEST_REFERENCE],
            came_on=draft.came_on if draft.kind in DATED else None, reason_id=said["reason"]["vault"],
            state=CorrectionState.REPORTED.value,
        )  # fmt: skip
        for one in draft.proofs:
            paper = records.prepare_attachment(one.file, name=one.name, most_bytes=MOST_BYTES)
            records.add_attachment(paper, stream=made.stream, scope=made.scope, purpose=PAPER, now=now)
        data: dict[str, Any] = {
            "correction": made.pk, "kind": made.kind, "entry": made.entry_id, **found.subject,
            "papers": len(draft.proofs), "texts": said,
        }  # fmt: skip
        tell(actor, now, made, "funds.correction_reported", data, *references)
    return int(made.pk)


def _keeps(actor: Actor, now: datetime, fund: Fund, found: Wrong) -> Decision:
    own = bool(found.units) and owns_any(actor, now, fund, found.units)
    return keeps(actor, handed_over=fund.handed_over_on is not None, own=own)


def _came(draft: CorrectionDraft, found: Wrong, today: date) -> Decision:
    first = books.entry(found.entry or 0, actor=PLATFORM)
    if draft.came_on is None or draft.kind not in DATED or first is None:
        return Decision.yes()
    return day_after(draft.came_on, first.row.booked_on, today=today, field="came_on")


def _waits(found: Wrong) -> bool:
    rows = Correction.objects.filter(entry_id=found.entry or 0, state=CorrectionState.REPORTED.value)
    return rows.exists()


@records.whole
def judge_correction(
    *,
    actor: Actor,
    now: datetime,
    correction_id: int,
    agrees: bool,
    confirmed_at: datetime | None,
    reason: str = "",
) -> int | None:
    """Confirm a report, or refuse it with a reason; return the entry that takes the first back, None where refused.

    The fund is locked: of two at one instant the second finds no report that waits.

    Raises:
        Refused: no report waits, the actor reported it or recorded the first himself or gave no second factor, or
            something rests on it since.
    """
    with records.acting(actor):
        rows = Correction.objects.filter(record.seen_by(actor), pk=correction_id)
        fund_id = rows.values_list("fund_id", flat=True).first()
    if fund_id is None:
        raise missing()
    with on_fund(actor, Act.CORRECT, fund_id) as fund:
        row = Correction.objects.select_for_update().get(pk=correction_id)
        if row.state != CorrectionState.REPORTED or actor.person_id is None:
            raise missing()
        kind = CorrectionKind(row.kind)
        found = wrong_of(fund, kind, _of_id(row))
        references = demand(
            _keeps(actor, now, fund, found),
            books.may_confirm(
                actor.person_id, reported_by=row.reported_by_id, recorded_by=row.recorded_by_id, of_payer=False,
                confirmed_at=confirmed_at, now=now,
                rules=books.corrections_on(shanghai_day(now)),
            ),
        )  # fmt: skip
        row.judged_by_id, row.judged_at = actor.person_id, now
        data: dict[str, Any] = {"correction": row.pk, "kind": row.kind, "entry": row.entry_id}
        if not agrees:
            said = sealed(row, reason_of(reason))
            row.state, row.answer_id = CorrectionState.REFUSED.value, said["reason"]["vault"]
            row.save(update_fields=["state", "answer_id", "judged_by_id", "judged_at"])
            tell(actor, now, row, "funds.correction_refused", {**data, "texts": said}, *references)
            return None
        demand(may_undo(kind, found.rests))
        reversal = undo(now, fund, row)
        tell(actor, now, row, "funds.entry_taken_back", {**data, "reversal": reversal}, *references)
        return reversal


def _of_id(row: Correction) -> int:
    if row.interest is not None:
        return row.interest.year
    named = (row.use_id, row.share_id, row.household_id, row.distribution_id, row.entry_id)
    return next(one for one in named if one is not None)
