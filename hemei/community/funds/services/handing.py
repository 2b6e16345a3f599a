"""The assembly takes its fund into its own hands: by a vote, at the bank it chose, within the days of the law."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Fund
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.uses import day_after
from hemei.community.funds.services.following import share_bank
from hemei.community.funds.services.shared import PLATFORM, on_fund, tell
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

LONGEST_BANK = 60
MATTER = "other_major"
"""That the assembly keeps its fund is a matter of its own: using or raising it decides nothing of who keeps it."""


def ask_handover(
    *, actor: Actor, now: datetime, fund_id: int, assembly_id: int, vote: int, bank: str
) -> None:
    """Tell the authority that the assembly will keep its fund at a bank; it owes the transfer from now on.

    Raises:
        Refused: no published vote of the estate that passed, no bank, or asked already by a vote that stands.
    """
    with on_fund(actor, Act.ASK_HANDOVER, fund_id) as fund:
        if fund.handed_over_on is not None or (fund.asked_on is not None and _asked_stands(fund)):
            day = fund.asked_on.isoformat() if fund.asked_on else ""
            raise Refused.because(mark("已经在{day}申请过划转。"), code="asked", day=day)
        named = " ".join(bank.replace("\x00", "").split())
        if not 0 < len(named) <= LONGEST_BANK:
            raise Refused.because(
                mark("没有写明业主大会选定的银行，或超过{most}个字。"),
                field="bank",
                code="bank",
                most=LONGEST_BANK,
            )
        _demand_vote(fund, assembly_id, vote, named)
        today = shanghai_day(now)
        fund.asked_on, fund.bank, fund.assembly_id, fund.vote = today, named, assembly_id, vote
        fund.save(update_fields=["asked_on", "bank", "assembly", "vote"])
        term = fund_rules(today).handover
        _owe(actor, now, fund, term.limit, term.warrant.reference)
        data = {"estate": fund.estate_id, "assembly": assembly_id, "vote": vote}
        tell(actor, now, fund, "funds.handover_asked", data, term.warrant.reference)


def _asked_stands(fund: Fund) -> bool:
    return fund.assembly_id is not None and _stands(fund, fund.assembly_id, fund.vote or 0, fund.bank)


def _demand_vote(fund: Fund, assembly_id: int, vote: int, bank: str) -> None:
    if not _stands(fund, assembly_id, vote, bank):
        raise Refused.because(
            mark("没有业主大会通过并公布的决定：由业主大会自行管理维修资金，存入“{bank}”。"),
            remedy=mark("请作为其他重大事项交全体业主表决，事项里写明选定的银行，公布结果以后再申请。"),
            bank=bank,
            field="assembly",
            code="no_vote",
        )


def _stands(fund: Fund, assembly_id: int, vote: int, bank: str) -> bool:
    """Whether a vote of the whole estate carries the transfer now; it is held until the end of the transaction.

    The assembly chooses the bank, not who asks: the item the owners voted on names it (MF165, article 15).
    """
    with records.acting(PLATFORM):
        voting.hold_result(assembly_id=assembly_id)
        meeting = votes.assembly(assembly_id, actor=PLATFORM)
        found = next(
            (one for one in votes.outcomes(assembly_id, actor=PLATFORM) if one.vote.number == vote), None
        )
    return (
        meeting is not None and meeting.estate_id == fund.estate_id and meeting.published_at is not None
        and not meeting.buildings and found is not None and found.passed and found.annulled_on is None
        and found.vote.matter == MATTER and bool(bank) and _plain(bank) in _plain(found.vote.title)
    )  # fmt: skip


def _plain(words: str) -> str:
    return "".join(words.split())


def _owe(actor: Actor, now: datetime, fund: Fund, limit: Limit, reference: Reference) -> None:
    today = shanghai_day(now)
    owner = people.county_body_for(fund.scope, today)
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
        _demand_vote(fund, fund.assembly_id or 0, fund.vote or 0, fund.bank)
        fund.handed_over_on = day
        fund.save(update_fields=["handed_over_on"])
        with records.acting(PLATFORM):
            duties.settle_duties(
                actor=PLATFORM, now=now, origin_stream=fund.stream, because=fund.stream, items=("handover",)
            )
            share_bank([fund])
        reference = fund_rules(fund.asked_on).handover.warrant.reference
        tell(actor, now, fund, "funds.handed_over", {"day": day.isoformat()}, reference)
