"""What every act around a roll does: lock its unit, seal a text, ask a rule, record what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import connection

from hemei.community.voting.models import CallBack, PrintRun, Roll, RollUnit, ScanBatch, VoterBinding
from hemei.community.voting.queries.paper import reading_of
from hemei.community.voting.queries.rolls import UNIT
from hemei.community.voting.rules.acts import decided_on, received_in_time
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure
from hemei.community.voting.rules.standards import MatterCode, OwnerMatters, VoteCounting, VoteTrust
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import SHANGHAI

LONGEST_TEXT = 2_000


def share_roll(roll_unit_id: int) -> None:
    """Hold the roll of a unit for as long as the transaction lasts: nobody corrects or closes it meanwhile.

    Before the unit, as corrections do: whoever took them in the other order would wait for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from voting_roll r join voting_rollunit u on u.roll_id = r.id where u.id = %s for share of r",
            [roll_unit_id],
        )


def locked_unit(actor: Actor, roll_unit_id: int) -> tuple[RollUnit, Roll]:
    """Lock a unit of a roll the actor may see, and read its roll."""
    rows = RollUnit.objects.filter(record.seen_by(actor), pk=roll_unit_id).select_for_update()
    unit = rows.first()
    if unit is None:
        raise Refused.because(mark("名册上没有这一专有部分"), field="unit", code="not_on_the_roll")
    return unit, Roll.objects.get(pk=unit.roll_id)


def demand_in_time(roll: Roll, received_at: datetime, now: datetime) -> None:
    """Refuse a ballot that came outside the time of the vote, or that would be entered after it was closed.

    The database says the second once more, for two that act at the same moment: see the migrations.
    """
    demand_unsealed(roll)
    demand(received_in_time(received_at, opened_at=opened_at(roll), closes_at=roll.closes_at, now=now))


def demand_unsealed(roll: Roll) -> None:
    """Refuse whatever would change which ballots of a vote count, once it was closed and sealed."""
    if roll.closed_at is not None:
        raise Refused.because(mark("表决已经截止并封存，不能再录入选票"), code="closed")


def opened_at(roll: Roll) -> datetime:
    """Return from when on ballots of a roll come in."""
    return roll.opens_at or datetime.combine(roll.noticed_on, time.min, SHANGHAI)


def unit_stream(roll_unit_id: int) -> str:
    """Return the stream of what is of one unit of a roll: its owners may read it, and nobody else's."""
    return f"{UNIT}{roll_unit_id}"


def said_text(text: str) -> str:
    """Return words as they are kept; raises Refused where there are none or too many."""
    short = text.strip()
    if not short or len(short) > LONGEST_TEXT:
        raise Refused.because(mark("请用不超过{most}个字写明"), field="text", code="text", most=LONGEST_TEXT)
    return short


def sealed(of: PrintRun | RollUnit | ScanBatch | VoterBinding, text: str) -> dict[str, Any]:
    """Put words about what has a stream into the vault; the event keeps where, and a commitment.

    Never on the stream of a roll: every owner on it may read that.
    """
    sealed = records.seal(stream=of.stream, scope=of.scope, field="text", text=said_text(text))
    return {"vault": sealed.vault_id, "commitment": sealed.commitment}


def counting_rules(day: date) -> VoteCounting:
    """Return how votes are counted by the standard of a day, where no rules of procedure say otherwise."""
    return record.standards().find("vote-counting", VoteCounting, on=day)


def procedure_of(day: date) -> AssemblyProcedure:
    """Return how assemblies are held, by the rules of a day."""
    return record.standards().find("assembly-procedure", AssemblyProcedure, on=day)


def proof_rules(day: date) -> VoterProof:
    """Return how it is shown who votes by the standard of a day, where no rules of procedure say otherwise."""
    return record.standards().find("voter-proof", VoterProof, on=day)


def standing_binding(unit_id: int) -> VoterBinding | None:
    """Return who is bound to vote for a unit of the register, if the actor may see it."""
    return VoterBinding.objects.filter(unit_id=unit_id, ended_at=None).first()


def tell(
    actor: Actor,
    now: datetime,
    roll: Roll,
    event: str,
    data: dict[str, Any],
    matters: Sequence[MatterCode] = (),
) -> None:
    """Record an act on the stream of the roll, with the clauses it rests on."""
    day = decided_on(roll.closes_at)
    counting = counting_rules(day)
    listed = record.standards().find("owner-matters", OwnerMatters, on=day)
    references = (
        counting.area.warrant.reference,
        counting.heads.warrant.reference,
        *(listed.of(code).warrant.reference for code in matters),
    )
    records.record_event(
        stream=roll.stream,
        type=event,
        actor=actor,
        at=now,
        scope=roll.scope,
        data=data,
        references=references,
    )


def tell_of_call(
    actor: Actor,
    now: datetime,
    found: CallBack,
    event: str,
    data: dict[str, Any],
    trust: VoteTrust | None = None,
) -> None:
    """Record what was done of a call-back in its own stream."""
    rules = reading_of(found.vote.roll)
    references = (trust.call_back.warrant.reference,) if trust else (rules.denied.warrant.reference,)
    records.record_event(
        stream=found.stream,
        type=event,
        actor=actor,
        at=now,
        scope=found.scope,
        data=data,
        references=references,
    )
