"""A committee of an estate of ten equal owners and the days that pass: up to a recall's vote, in few words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from hemei.community.committees import services
from hemei.community.committees.models import Recall
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.services import HearingDraft, RecallDraft
from hemei.community.committees.tests.conftest import NOW, OWNERS, Garden
from hemei.community.committees.tests.handed import signed_list
from hemei.community.committees.tests.living import CITED, sit
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.community.voting.models import RollUnit
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post, TermDraft, TermKind
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.leadership.duties import queries as duties

FACT = "连续三次不参加会议也不请假"
SINCE = date(2024, 1, 10)


@dataclass
class Committee:
    """Five members and a reserve of an estate of ten equal owners, and the days that pass."""

    garden: Garden
    seats: list[int]
    reserve: int
    now: datetime = NOW

    def do(self, act: object, **values: object) -> object:
        return self.garden.do(self.garden.secretary, act, now=self.now, **values)

    def pass_(self, days: int) -> None:
        self.now += timedelta(days=days)

    def settle(self) -> None:
        while records.deliver_pending(now=self.now):
            pass

    def recall(self, place: int, members: Sequence[int] = (), proposal: int | None = None) -> int:
        draft = RecallDraft(
            seat_id=self.seats[place], ground="inactive", reason=FACT, members=members, proposal_id=proposal,
            paper=signed_list(),
        )  # fmt: skip
        number = self.do(services.propose_recall, estate_id=self.garden.estate, draft=draft)
        assert isinstance(number, int)
        if proposal is None:
            second = replace(self.garden.secretary, person_id=1_000_902)
            self.garden.do(second, services.confirm_recall, now=self.now, recall_id=number)
        hearing = HearingDraft(starts_at=self.now + timedelta(days=8), location="会议室", key=str(number))
        meeting = self.do(services.call_recall_hearing, recall_id=number, draft=hearing)
        self.pass_(8)
        assert isinstance(meeting, int)
        sit(self.garden.secretary, self.now, meeting, more=("proposers", "residents_committee"))
        self.settle()
        return number

    def noticed(self, recall: int) -> int:
        """Call the vote on a recall and post its notice; return the assembly."""
        assembly = self.do(services.call_recall_vote, recall_id=recall, cited=CITED)
        assert isinstance(assembly, int)
        opens = shanghai_day(self.now) + timedelta(days=16)
        closes = datetime.combine(opens + timedelta(days=2), time(23, 59), SHANGHAI)
        self.do(voting.notice_assembly, assembly_id=assembly, opens_on=opens, closes_at=closes)
        return assembly

    def voted(self, recall: int, *, came: int, agree: int) -> RecallState:
        """Let so many of ten owners come and so many agree; return where the recall then stands."""
        assembly = self.noticed(recall)
        self.pass_(17)
        self.cast(assembly, came=came, agree=agree)
        self.count(assembly)
        with records.acting(EVERYONE):
            return RecallState(Recall.objects.get(pk=recall).state)

    def cast(self, assembly: int, *, came: int, agree: int) -> None:
        """Enter the ballots of so many of ten owners, of whom so many agree."""
        with records.acting(self.garden.secretary):
            row = votes.assembly(assembly, actor=self.garden.secretary)  # type: ignore[arg-type]
            assert row is not None
            (vote,) = votes.votes_of(row.id, actor=self.garden.secretary)
            units = list(
                RollUnit.objects.filter(roll_id=row.roll_id).order_by("pk").values_list("pk", flat=True)
            )
        sheets = [
            voting.SheetDraft(
                roll_unit_id=unit, channel="paper", received_at=self.now,
                choices={vote.id: "for" if number < agree else "against"},
            )
            for number, unit in enumerate(units[:came])
        ]  # fmt: skip
        self.do(voting.enter_sheets, roll_id=row.roll_id, sheets=sheets, source="test")

    def count(self, assembly: int) -> None:
        """Close the vote after its end and count it."""
        self.pass_(3)
        for act in (voting.close_assembly, voting.judge_assembly):
            self.do(act, assembly_id=assembly)
        self.settle()

    def sitting(self) -> list[int]:
        with records.acting(EVERYONE):
            (term,) = {people.seat_facts(self.seats[0]).term_id}  # type: ignore[union-attr]
            found = people.sitting_seats(term, shanghai_day(self.now))
        return [one.number for one in found if not one.reserve]

    def owed(self, *, ended: bool = False) -> set[str]:
        with records.acting(self.garden.secretary):
            found = duties.duty_list(actor=self.garden.secretary)
        return {one.title for one in found if (one.ended_at is not None) is ended}


def made_committee(garden: Garden) -> Committee:
    """Return the committee, entered through the services."""
    draft = TermDraft(TermKind.FIRST, 5, SINCE, SINCE, date(2029, 1, 10), 1)
    with records.acting(EVERYONE):
        term = people_services.register_term(actor=SYSTEM, now=NOW, estate_id=garden.estate, draft=draft)

        def taken(name: str, post: Post) -> int:
            who = people_services.Who("", person_id=garden.town.persons[name])
            return people_services.take_seat(
                actor=SYSTEM, now=NOW, term_id=term, who=who, post=post, since=SINCE
            )

        seats = [taken(name, Post.MEMBER) for name in OWNERS[:5]]
        return Committee(garden, seats, taken(OWNERS[5], Post.RESERVE))


def moment(committee: Committee) -> Callable[[], datetime]:
    """Return a clock that stands where the committee's days are."""
    return lambda: committee.now
