"""Owners' votes of the made-up city besides the elections: some run today, one failed by a unit and was held again.

A vote to hire a company missed two thirds of the area by one unit, and passed when it was held again; a member was
recalled after he had been heard; of a count with a narrow margin a ballot was struck, the rest ordered corrected and
annulled. Of what runs today the showcase's vote is the one the sample persons take part in.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hemei.community.committees import queries as committees_now
from hemei.community.committees import services as committees
from hemei.community.committees.services import HearingDraft, RecallDraft, Taken
from hemei.community.meetings.queries import SideCode
from hemei.community.voting import queries as voting_now
from hemei.community.voting import services as voting
from hemei.community.voting.services import (
    AgendaItem,
    AnnulmentDraft,
    AnswerDraft,
    AssemblyDraft,
    OrderDraft,
    StrikeDraft,
)
from hemei.ground.people import queries as people_now
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration.ballots import enter_paper
from hemei.project.demonstration.calling import DECIDED, caller_of
from hemei.project.demonstration.elections import Desks, desks_of
from hemei.project.demonstration.own_rules import ENTERED, PAGE, write_rules
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice
from hemei.project.demonstration.sitting import hold

HIRE = AgendaItem(matter="hire_company", title="续聘现在的物业服务企业三年")
LIFTS = AgendaItem(matter="use_maintenance_fund", title="使用维修资金更换2部电梯")
RULES = AgendaItem(matter="rules_of_procedure", title="修改业主大会议事规则：表决可用手机")
# Days from the notice to the first ballot: fifteen must lie wholly between.
_WAIT = 16


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote to be held: where, who calls, what about, when it is noticed and for how many days ballots are taken."""

    lot: Lot
    desks: Desks
    title: str
    agenda: Sequence[AgendaItem]
    noticed: datetime
    days: int = 10
    repeats: int | None = None

    def at(self, days: int, hours: int = 0) -> datetime:
        """Return a moment so many days after the notice."""
        return self.noticed + timedelta(days=days, hours=hours)

    @property
    def end(self) -> int:
        """The day on which it is counted."""
        return _WAIT + self.days


def write_votes(
    *,
    now: datetime,
    ground: Ground,
    electing: Sequence[Lot],
    bodies: Bodies,
    people: People,
    progress: Progress,
) -> None:
    """Hold the votes; `electing` are estates with a committee at work, all of whose homes have owners."""
    show = showcase(ground)
    others = [lot for lot in electing if lot is not show][-8:]
    entered = shanghai_day(now) - timedelta(days=ENTERED)
    with records.all_or_nothing(), progress.stage("表决 votes", 6, "votes") as stage:
        seats = [(lot, desks_of(lot, bodies, people).clerk) for lot in (show, *others[4:])]
        write_rules([(lot, clerk, colleague(clerk, entered)) for lot, clerk in seats], now=now)
        for write, lot in zip(
            (_running, _running, _short_by_one_unit, _recall, _contested), (show, *others), strict=False
        ):
            with transaction.atomic():
                write(lot, desks_of(lot, bodies, people), now, dice("votes", lot.site.name))
            stage.step()


def _noon(now: datetime, days: int) -> datetime:
    """Return ten in the morning so many days before today."""
    return datetime.combine(shanghai_day(now) - timedelta(days=days), time(10), SHANGHAI)


def _do(actor: Actor, act: Any, at: datetime, **values: Any) -> Any:
    with records.acting(actor):
        return act(actor=actor, now=at, **values)


def _noticed(vote: Vote) -> int:
    """Call a vote by the committee and post its notice; return the assembly."""
    draft = AssemblyDraft(
        estate_id=vote.lot.row.id, kind="regular", **caller_of(vote.desks.clerk, vote.lot.row.id, vote.noticed),
        title=vote.title, key=f"demonstration:{vote.lot.row.code}:{shanghai_day(vote.noticed)}", agenda=vote.agenda,
        repeats_id=vote.repeats,
    )  # fmt: skip
    number: int = _do(vote.desks.clerk, voting.call_assembly, vote.noticed, draft=draft)
    _notice(vote, number)
    return number


def _notice(vote: Vote, assembly: int) -> None:
    opens = shanghai_day(vote.noticed) + timedelta(days=_WAIT)
    closes = datetime.combine(opens + timedelta(days=vote.days - 1), time(23, 59), SHANGHAI)
    _do(
        vote.desks.clerk, voting.notice_assembly, vote.noticed, assembly_id=assembly, opens_on=opens,
        closes_at=closes,
    )  # fmt: skip


def _counted(vote: Vote, assembly: int) -> None:
    for act, hours in ((voting.close_assembly, 0), (voting.judge_assembly, 1)):
        _do(vote.desks.clerk, act, vote.at(vote.end, hours), assembly_id=assembly)
    records.deliver_pending(now=vote.at(vote.end, 1), batch=1_000)
    _do(vote.desks.clerk, voting.publish_result, vote.at(vote.end, 3), assembly_id=assembly)
    _advise(vote)


def _advise(vote: Vote) -> None:
    """The residents' committee advises on what was decided, and the committee takes it."""
    clerk = vote.desks.clerk
    with records.acting(clerk):
        told = [one for one in committees_now.advices(vote.lot.row.id, actor=clerk) if one.waits]
    for one in told:
        words = "请把合同的主要条款在公示栏张贴，方便没有参加表决的业主了解。"
        _do(clerk, committees.give_advice, vote.at(vote.end + 2), advice_id=one.id, text=words)
        _do(
            clerk, committees.answer_advice, vote.at(vote.end + 5), advice_id=one.id, taken=Taken.YES,
            text="已张贴，并发到业主群。",
        )  # fmt: skip


def _running(lot: Lot, desks: Desks, now: datetime, throw: Random) -> None:
    """A vote that runs today, with six of ten sheets in; whoever owns alone may vote by phone."""
    vote = Vote(lot, desks, "业主大会定期会议", (HIRE, LIFTS), _noon(now, _WAIT + 6), 20)
    assembly = _noticed(vote)
    _send_letters(desks.clerk, vote.at(0, 6), assembly)
    _do(
        desks.clerk, voting.bind_by_register, vote.at(1), estate_id=lot.row.id,
        extract_on=shanghai_day(vote.noticed),
    )  # fmt: skip
    enter_paper(desks.clerk, vote.at(_WAIT + 3), assembly, throw, away=40)
    _ask_for_visits(desks.clerk, vote.at(_WAIT + 4), assembly)


def _send_letters(clerk: Actor, at: datetime, assembly_id: int) -> None:
    """Ask for letters to the doors of the first building, before the register's extract came; the worker sets them."""
    with records.acting(clerk):
        found = voting_now.assembly(assembly_id, actor=clerk)
        if found is None or found.roll_id is None:
            return
        voting.start_letter_run(
            actor=clerk, now=at, roll_id=found.roll_id, key="demonstration",
            site=f"{settings.ADDRESS}{reverse('voting:letter')}",
            buildings=voting_now.buildings_of_roll(found.roll_id, actor=clerk)[:1],
        )  # fmt: skip


def _ask_for_visits(clerk: Actor, at: datetime, assembly_id: int) -> None:
    """Some of those who have not voted asked the desk to come; the first home is the sample person's own affair."""
    with records.acting(clerk):
        [first, *_rest] = voting_now.votes_of(assembly_id, actor=clerk)
        waiting = voting_now.uncast_units(first.id, actor=clerk, limit=4)[1:]
        for unit, when in zip(waiting, ("morning", "evening", "any"), strict=False):
            voting.ask_for_visit(actor=clerk, now=at, roll_unit_id=unit.id, when=when)


def _short_by_one_unit(lot: Lot, desks: Desks, now: datetime, throw: Random) -> None:
    """Two thirds of the heads came; of the area one unit was missing. It was held again and passed."""
    vote = Vote(lot, desks, "业主大会定期会议", (HIRE,), _noon(now, 130))
    assembly = _noticed(vote)
    enter_paper(desks.clerk, vote.at(_WAIT + 2), assembly, throw, away=_just_too_few(desks.clerk, assembly))
    _counted(vote, assembly)
    again = Vote(lot, desks, "业主大会定期会议（重新召开）", (HIRE,), _noon(now, 90), repeats=assembly)
    number = _noticed(again)
    enter_paper(desks.clerk, again.at(_WAIT + 2), number, throw, away=8)
    _counted(again, number)


def _just_too_few(clerk: Actor, assembly_id: int) -> list[str]:
    """Return which units stay away so that the area falls short of two thirds, and any one of them would have done."""
    with records.acting(clerk):
        found = voting_now.assembly(assembly_id, actor=clerk)
        units = voting_now.roll_units(
            found.roll_id if found and found.roll_id else 0, actor=clerk, limit=20_000
        )
    here = sum(area for *_, area in units)
    total, away = here, []
    for _number, code, area in sorted(units, key=lambda unit: -unit[2]):
        away.append(code)
        here -= area
        if 3 * here < 2 * total:
            break
    return away


def _recall(lot: Lot, desks: Desks, now: datetime, throw: Random) -> None:
    """Two members propose to recall a third; he is heard, the owners vote, what he holds is not handed over in time."""
    begun = _noon(now, 110)
    with records.acting(desks.clerk):
        term = people_now.term_facts(shanghai_day(begun), estate_id=lot.row.id)
        seats = [seat.id for seat in people_now.sitting_seats(term.id, shanghai_day(begun))] if term else []
    draft = RecallDraft(
        seat_id=seats[-1],
        ground="inactive",
        reason="一年里没有参加过会议，经提醒仍不到会",
        members=seats[:3],
        paper=committees.SignedList(upload=io.BytesIO(PAGE), name="罢免提议书.pdf"),
    )
    recall = _do(desks.clerk, committees.propose_recall, begun, estate_id=lot.row.id, draft=draft)
    _do(desks.street, committees.confirm_recall, begun + timedelta(hours=1), recall_id=recall)
    heard = begun + timedelta(days=10)
    hearing = HearingDraft(starts_at=heard, location="社区党群服务中心会议室", key="hearing")
    meeting = _do(
        desks.clerk,
        committees.call_recall_hearing,
        begun + timedelta(hours=2),
        recall_id=recall,
        draft=hearing,
    )
    came: dict[SideCode, str] = {"proposers": "示范提议人", "residents_committee": "示范主持人"}
    hold(
        desks.clerk, heard, meeting, "提议人说明理由；本人陈述：工作调动到外地，无法按时参加会议。", more=came
    )
    records.deliver_pending(now=heard, batch=1_000)
    vote = Vote(lot, desks, "罢免", (), begun + timedelta(days=14))
    assembly = _do(desks.clerk, committees.call_recall_vote, vote.noticed, recall_id=recall, cited=DECIDED)
    _notice(vote, assembly)
    enter_paper(desks.clerk, vote.at(_WAIT + 2), assembly, throw, away=15)
    _counted(vote, assembly)


def _contested(lot: Lot, desks: Desks, now: datetime, throw: Random) -> None:
    """A narrow count: an owner disowns a ballot, it is struck and counted anew; the street orders the rest corrected.

    The notice did not say which articles change; nothing is put right in time, the street annuls it, and a court gets
    its case file.
    """
    vote = Vote(lot, desks, "业主大会定期会议", (HIRE, RULES), _noon(now, 80))
    assembly = _noticed(vote)
    enter_paper(desks.clerk, vote.at(_WAIT + 2), assembly, throw, away=26, ayes=58)
    _counted(vote, assembly)
    with records.acting(desks.clerk):
        votes = voting_now.votes_of(assembly, actor=desks.clerk)
    _disowned(vote, assembly, votes[0].id)
    order = OrderDraft(
        document="示范街道办责改〔示〕1号", clause="物业管理条例第十四条、第十九条",
        reason="公告没有写明议事规则修改的条文，业主无从表决，请补充公告后重新表决", vote_ids=[votes[-1].id],
        limit=Limit(3, "days"),
    )  # fmt: skip
    _do(desks.street, voting.order_correction, vote.at(vote.end + 4, 2), assembly_id=assembly, draft=order)
    draft = AnnulmentDraft(
        by="authority", document="示范街道办撤决〔示〕1号", decided_on=shanghai_day(vote.at(vote.end + 9)),
        reason="公告没有写明议事规则修改的条文，业主无从表决", vote_ids=[votes[-1].id],
    )  # fmt: skip
    _do(desks.street, voting.annul_result, vote.at(vote.end + 9, 2), assembly_id=assembly, draft=draft)
    _do(
        desks.clerk, voting.keep_court_file, vote.at(vote.end + 12), assembly_id=assembly,
        reason="示范区人民法院调取案卷",
    )  # fmt: skip


def _disowned(vote: Vote, assembly: int, vote_id: int) -> None:
    """An owner says that nobody of his home handed a ballot in; it is struck for one item, which is counted anew."""
    clerk, at = vote.desks.clerk, vote.at(vote.end + 1)
    with records.acting(clerk):
        found = voting_now.assembly(assembly, actor=clerk)
        roll = found.roll_id if found and found.roll_id else 0
        units = voting_now.roll_units(roll, actor=clerk, limit=50)
        sheets = (voting_now.sheets_of(roll, actor=clerk, unit=code) for _number, code, _area in units)
        sheet = next(rows[0] for rows in sheets if rows)
    _do(
        clerk, voting.object_to_result, at, assembly_id=assembly, text="我家没有人交过这张选票，请核对签名",
        units=[sheet.unit],
    )  # fmt: skip
    answer = AnswerDraft(number=1, upheld=True, text="核对签名与登记的不符，异议成立，剔除后重新计票")
    other = colleague(clerk, shanghai_day(at))
    _do(other, voting.answer_objection, vote.at(vote.end + 2), assembly_id=assembly, answer=answer)
    draft = StrikeDraft(
        sheet_id=sheet.id, ground="objection_upheld", cites=1, vote_ids=[vote_id],
        reason="核对签名与登记的不符，业主本人当面确认没有投过票",
    )  # fmt: skip
    at = vote.at(vote.end + 2, 1)
    _do(clerk, voting.strike_ballots, at, assembly_id=assembly, draft=draft)
    _do(clerk, voting.recount_assembly, at, assembly_id=assembly)


def colleague(clerk: Actor, day: date) -> Actor:
    """Return who else works at the clerk's desk: the one who settles what the clerk entered."""
    with records.acting(clerk):
        seats = people_now.appointments_on(day, body_id=clerk.body_id)
    seat = next(one for one in seats if one.role == Role.COMMUNITY_SECRETARY)
    return replace(
        clerk,
        role=Role.COMMUNITY_SECRETARY,
        account_id=None,
        person_id=seat.person_id,
        appointment_id=seat.id,
    )
