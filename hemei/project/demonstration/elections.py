"""Owners' committees of the made-up city, elected step by step by the services, as a community's clerk would.

86 of them were newly formed or re-elected from 2019 to 2022 and are filed: the source text's number. The owners of
their estates stand on the register first; sheets came in on paper and were entered in bulk. Nothing of a result is
written: who is elected, and whether at all, follows from the count.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, ClassVar

from django.db import transaction

from hemei.community.committees.queries import elections as queries
from hemei.community.committees.queries.elections import ReceiptView
from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import (
    CandidateDraft,
    FirstMeetingDraft,
    MemberDraft,
    Officers,
    Plan,
    WorkDraft,
)
from hemei.community.voting import services as voting
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI
from hemei.project.demonstration.ballots import enter_paper
from hemei.project.demonstration.calling import DECIDED
from hemei.project.demonstration.hands import deal_out
from hemei.project.demonstration.owners import Home
from hemei.project.demonstration.people import Bodies, People
from hemei.project.demonstration.places import Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice
from hemei.project.demonstration.sitting import hold

_AWAY = 12  # of a hundred owners who do not come
_YEAR = timedelta(days=365)
# Minutes of years ago are printed by nobody, no meeting or topic set the duties of an election, and no books, boards or
# calendar of what is published are there yet to follow a committee's term.
_LONG_AGO = (
    "meetings.minutes_recorded", "meetings.meeting_closed", "duties.duty_settled", "people.term_registered",
)  # fmt: skip
# Contracts were loaded with the companies, and no books, accounts, funds or old estates are there yet to follow them.
_LOADED = ("companies.project_begun",)
_SAID = (
    "capacity", "law_abiding", "keeps_covenant", "public_spirited", "able", "relative_at_company", "defaulter",
    "unlawful_building", "misconduct",
)  # fmt: skip
_WORKS = ("roll", "meeting", "drafts", "voting_rule", "candidate_list", "election_method", "others")
_FOUNDING = {"drafts", "voting_rule"}


@dataclass(frozen=True, slots=True)
class Planned:
    """An election to be held: where, among whom, on which day it is judged, for how many seats.

    Without a `former` term it is the estate's first. `party` is how many of the leading candidates are in the Party.
    """

    lot: Lot
    homes: Sequence[Home]
    day: date
    seats: int
    party: int
    former: bool = False

    YEARS: ClassVar[int] = 5


@dataclass(frozen=True, slots=True)
class Desks:
    """Who acts for community, street and district in an election."""

    clerk: Actor
    street: Actor
    district: Actor


def hold_elections(plans: Sequence[Planned], *, bodies: Bodies, people: People, progress: Progress) -> None:
    """Hold the elections, the earliest first; each finds the outbox empty and leaves it so."""

    def hold_one(plan: Planned) -> None:
        with transaction.atomic():
            _Election(plan, desks_of(plan.lot, bodies, people)).hold()

    order = sorted(plans, key=lambda plan: (plan.day, plan.lot.row.id))
    with (
        records.all_or_nothing(),
        records.fonts_kept(),
        progress.stage("选举 elections", len(plans), "elections") as stage,
    ):
        records.skip_unheard(also=_LOADED)
        deal_out(order, hold_one, stage)


def desks_of(lot: Lot, bodies: Bodies, people: People) -> Desks:
    """Return who acts for an estate."""
    home = lot.site.home
    keys = (
        ("community", home.community.id, ""),
        ("street", home.street.id, ""),
        ("department", home.county.id, "HM"),
    )
    return Desks(*(people.clerks[bodies.ids[key]] for key in keys))


class _Election:
    """One election under way."""

    def __init__(self, plan: Planned, desks: Desks) -> None:
        self.plan, self.desks = plan, desks
        self.throw: Random = dice("election", plan.lot.site.name)
        self.opens = plan.day - timedelta(days=10)
        self.notice = self.opens - timedelta(days=17)
        self.number = 0

    def hold(self) -> None:
        """Go through all steps, from the application to the filing."""
        with records.acting(self.desks.clerk):
            self._begin()
            self._candidates()
            assembly = self._do(
                self.desks.clerk, services.call_election, 0, election_id=self.number, opens_on=self.opens,
                last_on=self.plan.day - timedelta(days=1), reason="任期届满，需要选举", cited=DECIDED,
            )  # fmt: skip
            enter_paper(self.desks.clerk, self._at(17 + 6), assembly, self.throw, away=_AWAY)
            for act, hour in ((voting.close_assembly, 1), (voting.judge_assembly, 2)):
                self._do(self.desks.clerk, act, 27, hour, assembly_id=assembly)
        self._react(27)
        with records.acting(self.desks.clerk):
            self._do(self.desks.clerk, voting.publish_result, 28, assembly_id=assembly)
            self._constitute()
        self._react(41)

    def _react(self, days: int) -> None:
        """Let the apps do what follows from what happened so far."""
        records.skip_unheard(also=_LONG_AGO)
        records.deliver_pending(now=self._at(days, 2), batch=1_000)

    def _at(self, days: int, hours: int = 0) -> datetime:
        """Return a moment so many days after the notice, in office hours."""
        return datetime.combine(self.notice, time(9), SHANGHAI) + timedelta(days=days, hours=hours)

    def _do(self, actor: Actor, act: Any, days: int, hours: int = 0, **values: Any) -> Any:
        with nullcontext() if records.is_acting(actor) else records.acting(actor):
            return act(actor=actor, now=self._at(days, hours), **values)

    def _begin(self) -> None:
        plan, desks, estate = self.plan, self.desks, self.plan.lot.row.id
        if plan.former:
            wanted = Plan(services.ElectionKind.RENEWAL, plan.seats, 0, 5)
            self.number = self._do(desks.clerk, services.begin_renewal, -40, estate_id=estate, plan=wanted)
        else:
            with records.acting(desks.clerk):
                units = places.standing_units(estate, actor=desks.clerk, on=self.notice)
            asking = [unit.id for unit in units[:3]]
            self.number = self._do(desks.clerk, services.apply_first, -70, estate_id=estate, unit_ids=asking)
            self._group()
            self._do(
                desks.clerk,
                services.set_plan,
                -30,
                election_id=self.number,
                seats=plan.seats,
                reserves=0,
                years=5,
            )
        day = self.notice - timedelta(days=14)
        works = [
            WorkDraft(code=code, posted_on=day) for code in _WORKS if not (plan.former and code in _FOUNDING)
        ]
        self._do(desks.clerk, services.note_works, -14, election_id=self.number, drafts=works)

    def _group(self) -> None:
        sides = services.Side
        members = [MemberDraft(name=home.name, side=sides.OWNER) for home in self._delegates()]
        members += [
            MemberDraft(name="街道示范组长", side=sides.STREET, chair=True),
            MemberDraft(name="居委示范组员", side=sides.RESIDENTS_COMMITTEE),
            MemberDraft(name="建设单位示范组员", side=sides.DEVELOPER),
        ]
        self._do(self.desks.street, services.form_group, -50, election_id=self.number, members=members)
        day = self.notice - timedelta(days=49)
        self._do(self.desks.clerk, services.post_group, -49, election_id=self.number, posted_on=day)

    def _delegates(self) -> list[Home]:
        """Return four owners whose names nobody else in the estate bears."""
        names = [home.name for home in self.plan.homes]
        return [home for home in self.plan.homes if names.count(home.name) == 1][-4:]

    def _candidates(self) -> None:
        standing = self.throw.sample(list(self.plan.homes), self.plan.seats + 1)
        drafts = [
            CandidateDraft(
                source=services.Source.OWNERS,
                name=home.name,
                room=home.door,
                declared=dict.fromkeys(_SAID, True),
                party="yes" if place < self.plan.party else "no",
                party_basis="self",
            )
            for place, home in enumerate(standing)
        ]
        clerk, number = self.desks.clerk, self.number
        self._do(clerk, services.register_all, -26, election_id=number, drafts=drafts)
        self._do(clerk, services.check_all, -24, election_id=number)
        # The days to object move past the longest holidays, and end before the notice.
        day = self.notice - timedelta(days=22)
        self._do(clerk, services.post_candidates, -22, election_id=number, posted_on=day)

    def _seats(self) -> list[int]:
        with records.acting(self.desks.clerk):
            seats = queries.elected(self.number, actor=self.desks.clerk, now=self._at(29))
        if not seats:
            raise RuntimeError(f"The made-up election in {self.plan.lot.site.name} elected nobody.")
        return [seat.id for seat in seats]

    def _receipts(self) -> Sequence[ReceiptView]:
        with records.acting(self.desks.clerk):
            return queries.filed_with(self.number, actor=self.desks.clerk)

    def _constitute(self) -> None:
        seats = self._seats()
        clerk, at = self.desks.clerk, self._at(30)
        draft = FirstMeetingDraft(starts_at=at, location="社区党群服务中心会议室", key="first")
        meeting = self._do(clerk, services.call_first_meeting, 28, election_id=self.number, draft=draft)
        hold(clerk, at, meeting, "到会委员推选主任和副主任，一致同意。")
        officers = Officers(chair=seats[0], vices=seats[1:2])
        self._do(clerk, services.constitute, 30, 1, election_id=self.number, officers=officers)
        self._do(self.desks.clerk, services.submit_filing, 33, election_id=self.number)
        for receipt in self._receipts():
            answers = self.desks.street if receipt.receiver.value == "street" else self.desks.district
            self._do(answers, services.answer_filing, 40, receipt_id=receipt.id, accepted=True)
