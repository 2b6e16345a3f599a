"""A recall up to its hearing, and what a body was given to do; short ways for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hemei.community.committees import reactions, services
from hemei.community.committees.models import Recall
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.services import HearingDraft, RecallDraft
from hemei.community.committees.tests.handed import signed_list
from hemei.community.committees.tests.living import NOW, Life, sit
from hemei.ground.people.tests.test_committees import estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor
from hemei.leadership.duties import queries as duties

FACT = "连续三次不参加会议也不请假"


HEARD = NOW + timedelta(days=8)


def proposed(life: Life, place: int = 4) -> int:
    number = services.propose_recall(
        actor=life.desk, now=NOW, estate_id=estate(),
        draft=RecallDraft(
            seat_id=life.seats[place], ground="inactive", reason=FACT, members=life.seats[:2], paper=signed_list()
        ),
    )  # fmt: skip
    confirmed(life, number)
    return number


def confirmed(life: Life, number: int) -> None:
    """Let a second person hold what the members signed against what was entered."""
    services.confirm_recall(actor=replace(life.desk, person_id=1_000_902), now=NOW, recall_id=number)


def call_hearing(life: Life, number: int, at: datetime = HEARD) -> int:
    draft = HearingDraft(starts_at=at, location="社区会议室", key=at.isoformat())
    return services.call_recall_hearing(
        actor=life.desk, now=at - timedelta(days=8), recall_id=number, draft=draft
    )


def heard(life: Life, place: int = 4) -> int:
    number = proposed(life, place)
    meeting = call_hearing(life, number)
    sit(life.desk, HEARD, meeting, more=("proposers", "residents_committee"))
    reactions.on_meeting_closed(event={"stream": f"meetings.meeting:{meeting}"}, actor=EVERYONE, now=HEARD)
    return number


def owed(who: Actor) -> dict[str, str]:
    """Return what a body was given to do, by its words, and where it stands."""
    with records.acting(who):
        return {one.title: one.state for one in duties.duty_list(actor=who)}


def state(number: int) -> RecallState:
    with records.acting(EVERYONE):
        return RecallState(Recall.objects.get(pk=number).state)
