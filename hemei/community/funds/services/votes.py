"""Those who share the cost vote: the meeting is called from the use, its published result decides it."""

from __future__ import annotations

from datetime import datetime

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Fund, Use
from hemei.community.funds.queries.parts import parts_of
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.resting import may_rest, passed_by
from hemei.community.funds.rules.steps import MOVES, Step, may_move
from hemei.community.funds.rules.uses import may_pass, most_billed, still_carries
from hemei.community.funds.rules.warranty import WARRANTY_NAMES, Warranty
from hemei.community.funds.rules.words import BINDING, State
from hemei.community.funds.services.clocks import settle
from hemei.community.funds.services.filing import drop_filing
from hemei.community.funds.services.shared import PLATFORM, on_use, tell
from hemei.community.funds.services.standing import result_of, supplements_fen
from hemei.community.funds.services.uses import CHECKED, bill_again, merge_supplement, moved, uncheck
from hemei.community.voting import services as voting
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day


@records.whole
def call_vote(*, actor: Actor, now: datetime, use_id: int, cited: voting.Cited = voting.NOTHING_CITED) -> int:
    """Call the meeting of those who share the cost and return it: nothing is typed twice.

    The committee calls it by the rules of procedure, and whoever enters that for it cites what it decided; the
    residents' committee where no committee is at work.

    Raises:
        Refused: not planned, called already, or not the actor's to call.
    """
    with on_use(actor, Act.PLAN, use_id) as (fund, row):
        demand(may_move(State(row.state), Step.CALL))
        assembly = voting.call_assembly(actor=actor, now=now, draft=cited.by(_draft(actor, fund, row, now)))
        _waits_for(actor, now, row, Step.CALL, assembly)
    return assembly


@records.whole
def rest_use_anew(
    *, actor: Actor, now: datetime, use_id: int, cited: voting.Cited = voting.NOTHING_CITED
) -> int:
    """Put a use whose vote was annulled to those who share its cost anew, and return the meeting called for it.

    What was done stays on its days: passed, the use goes on where it stood, and its bill is shared and checked again.

    Raises:
        Refused: it did not fall with its vote, or it is not the actor's to call.
    """
    with on_use(actor, Act.PLAN, use_id) as (fund, row):
        main = row.supplement_of
        demand(
            may_rest(State(row.state), cleared_on=row.cleared_on, main=State(main.state) if main else None)
        )
        assembly = voting.call_assembly(actor=actor, now=now, draft=cited.by(_draft(actor, fund, row, now)))
        _waits_for(actor, now, row, Step.REST, assembly)
    return assembly


def _waits_for(actor: Actor, now: datetime, row: Use, step: Step, assembly: int) -> None:
    """Let a use wait for what a meeting decides in its first item."""
    moved(row, step)
    row.assembly_id, row.vote = assembly, 1
    row.save(update_fields=["state", "assembly", "vote"])
    reference = fund_rules(row.planned_on).vote.warrant.reference
    tell(actor, now, row, "funds.vote_called", {"assembly": assembly}, reference)


def _draft(actor: Actor, fund: Fund, row: Use, now: datetime) -> voting.AssemblyDraft:
    again = "（原表决被撤销，重新表决）" if row.cleared_on is not None else ""
    warranty = f"，建设单位的{WARRANTY_NAMES[Warranty(row.warranty)]}" if row.warranty else ""
    item = voting.AgendaItem(
        matter="use_maintenance_fund",
        title=f"使用维修资金：{row.title}，预算{yuan(row.budget_fen)}元{warranty}{again}",
    )
    return voting.AssemblyDraft(
        estate_id=fund.estate_id, kind="regular", title=f"使用维修资金：{row.title}", key=_key(row), agenda=(item,),
        buildings=parts_of(row), record=row.stream,
        **voting.usual_caller(actor, fund.estate_id, shanghai_day(now)),
    )  # fmt: skip


def _key(row: Use) -> str:
    """Return the key of the meeting: one called off before does not stand for the next."""
    before = len(record.events_of(streams=[row.stream], kind="funds.vote_called"))
    return f"fund:{row.pk}:{before}" if before else f"fund:{row.pk}"


def follow_repeat(*, actor: Actor, now: datetime, assembly_id: int, repeats_id: int) -> None:
    """A meeting that lacked participation is held again: the uses it failed wait for what is decided now.

    A meeting called from a use has this one item, so the repeat has it as its first.
    """
    for use_id in _uses_of(repeats_id, {State.FAILED}):
        with on_use(PLATFORM, Act.CHECK, use_id) as (_fund, row):
            _waits_for(actor, now, row, Step.REPEAT, assembly_id)


def take_result(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Let the published result of a meeting decide the uses that wait for it; taken again, nothing changes.

    Counted anew it may not carry a use any more that rested on it: that one ends, as if the vote were annulled.
    """
    for use_id in _uses_of(assembly_id, {State.VOTING, *BINDING}):
        with on_use(PLATFORM, Act.CHECK, use_id) as (_fund, row):
            found, rules = result_of(row), fund_rules(row.planned_on)
            if found is None or not found.published:
                continue
            if row.state == State.VOTING:
                decision = may_pass(found, parts=parts_of(row), rules=rules)
                passed = passed_by(begun_on=row.begun_on, accepted_on=row.accepted_on)
                moved(row, passed if decision.allowed else Step.FAIL)
                if decision.allowed:
                    row.cleared_on = row.cleared_on or shanghai_day(now)
                    merge_supplement(row)
                    uncheck(row)  # one that goes on is billed and checked anew
                row.save(update_fields=["state", "cleared_on", *CHECKED])
                data = {"assembly": assembly_id, "passed": decision.allowed}
                tell(actor, now, row, "funds.vote_taken", data, rules.vote.warrant.reference)
            elif State(row.state) in BINDING and not still_carries(found, rules=rules).allowed:
                _ended(PLATFORM, now, row)


def _ended(actor: Actor, now: datetime, row: Use) -> None:
    """End a use whose vote does not stand any more, with its clock; a supplement takes a bill that needs it along."""
    main = Use.objects.select_for_update(of=("self",)).filter(supplements=row).first()
    if row.state == State.MERGED and main is not None and main.state == State.PAID:
        return  # what was paid with it stays a fact
    moved(row, Step.ANNUL)
    row.check_by = None
    row.save(update_fields=["state", "check_by"])
    settle(PLATFORM, now, row)
    drop_filing(now, row)
    tell(actor, now, row, "funds.vote_undone", {"assembly": row.assembly_id, "state": row.state})
    if main is not None and State(main.state) in MOVES[Step.REBILL]:
        _bill_anew(now, main, row)


def end_fallen(now: datetime, row: Use) -> None:
    """End a use whose payment was taken back where its vote, or a supplement's, does not stand any more."""
    _ended(PLATFORM, now, row)


def _bill_anew(now: datetime, main: Use, fallen: Use) -> None:
    """Take a bill back that is more than may be billed without a supplement that fell."""
    most = most_billed(main.budget_fen, supplements_fen(main), fund_rules(main.planned_on))
    if (main.bill_fen or 0) <= most:
        return
    main.check_by = None
    bill_again(main, also=("check_by",))
    settle(PLATFORM, now, main)
    drop_filing(now, main)
    tell(
        PLATFORM,
        now,
        main,
        "funds.bill_undone",
        {"supplement": fallen.pk, "bill": main.bill_fen, "most": most},
    )


def undo_vote(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """A meeting was called off or its result annulled: what waits is planned anew, what rests on it ends."""
    for use_id in _uses_of(assembly_id, {State.VOTING, *BINDING}):
        with on_use(PLATFORM, Act.CHECK, use_id) as (_fund, row):
            if row.state == State.VOTING:
                if row.cleared_on is not None:  # it fell before, and may be put to a vote once more
                    moved(row, Step.FAIL)
                else:
                    row.state, row.assembly_id, row.vote, row.check_by = State.PLANNED.value, None, None, None
                row.save(update_fields=["state", "assembly", "vote", "check_by"])
                settle(PLATFORM, now, row)
                tell(actor, now, row, "funds.vote_undone", {"assembly": assembly_id, "state": row.state})
            elif (found := result_of(row)) is not None and found.annulled:
                _ended(actor, now, row)


def _uses_of(assembly_id: int, states: set[State]) -> list[int]:
    with records.acting(PLATFORM):
        rows = Use.objects.filter(assembly_id=assembly_id, state__in=[one.value for one in states])
        return list(rows.order_by("id").values_list("id", flat=True))
