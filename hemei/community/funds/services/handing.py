"""The assembly takes its fund into its own hands: by a vote, at the bank it chose, within the days of the law."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Fund
from hemei.community.funds.queries.handing import MATTER, Handover, handover_in, handover_put, item_words
from hemei.community.funds.rules.acts import Act, may_ask_handover
from hemei.community.funds.rules.uses import day_after
from hemei.community.funds.services.following import share_bank
from hemei.community.funds.services.shared import PLATFORM, on_fund, tell
from hemei.community.purses import services as purses
from hemei.community.voting import services as voting
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

LONGEST_BANK = 60


@records.whole
def put_handover(
    *, actor: Actor, now: datetime, fund_id: int, bank: str, cited: voting.Cited = voting.NOTHING_CITED
) -> int:
    """Put to the owners that their assembly keeps its fund at a bank, in its very words; return the meeting.

    Where no committee can act, the residents' committee does, and calls.

    Raises:
        Refused: a committee can act and the actor does not act for it, no bank, asked already by a vote that stands,
            or put to the owners already, who may still decide.
    """
    with on_fund(actor, Act.ASK_HANDOVER, fund_id) as fund:
        _demand_asks(actor, fund, now)
        _demand_open(fund)
        named, before = _bank(bank), handover_put(fund)
        if before is not None and (before.waits or before.vote is not None):
            raise Refused.because(
                mark("已经提请业主大会决定，存入“{bank}”。"), remedy=mark("请等表决的结果，或者按通过的决定申请划转。"),
                code="put", bank=before.bank,
            )  # fmt: skip
        assembly = voting.call_assembly(
            actor=actor, now=now, draft=cited.by(_meeting(actor, fund, named, now))
        )
        reference = fund_rules(shanghai_day(now)).handover.warrant.reference
        tell(actor, now, fund, "funds.handover_put", {"assembly": assembly, "bank": named}, reference)
    return assembly


def _demand_asks(actor: Actor, fund: Fund, now: datetime) -> None:
    able = people.committee_able(fund.estate_id, shanghai_day(now)) is not None
    demand(may_ask_handover(actor, committee=able))


def _meeting(actor: Actor, fund: Fund, bank: str, now: datetime) -> voting.AssemblyDraft:
    with records.acting(PLATFORM):
        before = len(record.events_of(streams=[fund.stream], kind="funds.handover_put"))
    words = item_words(bank)
    return voting.AssemblyDraft(
        estate_id=fund.estate_id, kind="regular", title="业主大会自行管理维修资金",
        key=f"funds.handover:{fund.pk}:{before}",
        agenda=(voting.AgendaItem(matter=MATTER, title=words),), record=fund.stream,
        **voting.usual_caller(actor, fund.estate_id, shanghai_day(now)),
    )  # fmt: skip


def ask_handover(*, actor: Actor, now: datetime, fund_id: int) -> None:
    """Tell the authority that the assembly will keep its fund; it owes the transfer from now on.

    Bank and decision are those of the vote that was called from the fund: nobody chooses another, or types a bank.

    Raises:
        Refused: the owners did not pass it in a published vote called for it, or it was asked by one that stands.
    """
    with on_fund(actor, Act.ASK_HANDOVER, fund_id) as fund:
        _demand_asks(actor, fund, now)
        _demand_open(fund)
        put = handover_put(fund)
        passed = _passed(put.assembly_id, put.bank) if put else None
        if passed is None:
            raise _no_vote(put.bank if put else "-")
        today = shanghai_day(now)
        fund.asked_on, fund.bank = today, passed.bank
        fund.assembly_id, fund.vote = passed.assembly_id, passed.vote
        fund.save(update_fields=["asked_on", "bank", "assembly", "vote"])
        term = fund_rules(today).handover
        _owe(actor, now, fund, term.limit, term.warrant.reference)
        data = {"estate": fund.estate_id, "assembly": fund.assembly_id, "vote": fund.vote}
        tell(actor, now, fund, "funds.handover_asked", data, term.warrant.reference)


def _demand_open(fund: Fund) -> None:
    """Demand that the fund is not the assembly's yet, and not asked for by a vote that stands."""
    stands = fund.asked_on is not None and _passed(fund.assembly_id or 0, fund.bank) is not None
    if fund.handed_over_on is not None or stands:
        day = fund.asked_on.isoformat() if fund.asked_on else ""
        raise Refused.because(mark("已经在{day}申请过划转。"), code="asked", day=day)


def _bank(bank: str) -> str:
    named = " ".join(bank.replace("\x00", "").split())
    if not 0 < len(named) <= LONGEST_BANK:
        raise Refused.because(
            mark("没有写明业主大会选定的银行，或超过{most}个字。"),
            field="bank",
            code="bank",
            most=LONGEST_BANK,
        )
    return named


def _no_vote(bank: str) -> Refused:
    return Refused.because(
        mark("没有业主大会通过并公布的决定：由业主大会自行管理维修资金，存入“{bank}”。"),
        remedy=mark("请从维修资金页提请全体业主表决，公布结果以后再申请。"), field="bank", code="no_vote", bank=bank,
    )  # fmt: skip


def _passed(assembly_id: int, bank: str) -> Handover | None:
    """Return what a vote of the whole estate says of the transfer now; it is held until the end of the transaction."""
    found = handover_in(assembly_id, bank)
    if found is None or found.vote is None:
        return None
    with records.acting(PLATFORM):
        voting.hold_result(assembly_id=found.assembly_id)
    found = handover_in(found.assembly_id, bank)
    return None if found is None or found.vote is None else found


def _owe(actor: Actor, now: datetime, fund: Fund, limit: Limit, reference: Reference) -> None:
    today = shanghai_day(now)
    owner = people.authority_for(Matter.MAINTENANCE_FUND, fund.scope, today)
    if owner is None:
        return  # nobody is there who could owe it
    with records.acting(PLATFORM):
        site = places.estates_by_id([fund.estate_id], actor=PLATFORM)[fund.estate_id]
        draft = duties.DutyDraft(
            key=f"{fund.stream}:handover", origin=duties.Origin.FUND, origin_stream=fund.stream, origin_item="handover",
            title=f"请在期限内把“{site.name}”的维修资金和账目划转业主大会", owner=owner, setter=actor.body_id or owner,
            limit=limit, references=(reference,),
        )  # fmt: skip
        duties.set_duties(actor=PLATFORM, now=now, drafts=[draft])


def open_account(*, estate_id: int) -> None:
    """Let the committee read the fund's account at the bank, where the fund was handed over before it was entered."""
    with records.acting(PLATFORM):
        share_bank(list(Fund.objects.filter(estate_id=estate_id)))


def hand_over(*, actor: Actor, now: datetime, fund_id: int, day: date) -> None:
    """Put down that the fund and its books were handed over: from now on the committee checks its uses.

    Raises:
        Refused: nobody asked, handed over already, the day will not do, or the decision does not stand any more.
    """
    with on_fund(actor, Act.HAND_OVER, fund_id) as fund:
        if fund.asked_on is None or fund.handed_over_on is not None:
            raise Refused.because(
                mark("没有等待办理的划转申请。"), remedy=mark("由业主委员会先提出申请。"), code="not_asked"
            )
        demand(day_after(day, fund.asked_on, today=shanghai_day(now), field="day"))
        if _passed(fund.assembly_id or 0, fund.bank) is None:
            raise _no_vote(fund.bank)
        fund.handed_over_on = day
        fund.save(update_fields=["handed_over_on"])
        with records.acting(PLATFORM):
            duties.settle_duties(
                actor=PLATFORM, now=now, origin_stream=fund.stream, because=fund.stream, items=("handover",)
            )
            share_bank([fund])
            purses.choose_fund_bank(
                actor=PLATFORM, now=now, estate_id=fund.estate_id, scope=fund.scope, bank=fund.bank
            )
        reference = fund_rules(fund.asked_on).handover.warrant.reference
        tell(actor, now, fund, "funds.handed_over", {"day": day.isoformat()}, reference)
