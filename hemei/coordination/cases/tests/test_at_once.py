"""Two hands in the same instant, with real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections, transaction

from hemei.coordination.cases import services
from hemei.coordination.cases.models import Case
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.tests.conftest import NOW, Quarter, made_quarter
from hemei.ground.records import services as records

KIND = "blocked_fire_lane"


@pytest.fixture
def living_quarter(own_database: str) -> Quarter:
    with transaction.atomic():
        return made_quarter()


def at_once(hands: list[Callable[[], object]]) -> list[object]:
    """Let several hands act in the same instant; return what each got, refusals too."""
    start = Barrier(len(hands))

    def move(hand: Callable[[], object]) -> object:
        start.wait()
        try:
            return hand()
        except services.Stale as stale:
            return stale
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(hands)) as pool:
        return list(pool.map(move, hands))


def test_of_two_clerks_one_acts_and_the_other_is_shown_what_changed(living_quarter: Quarter):
    quarter = living_quarter
    number = quarter.report(kind=KIND)

    def hand(text: str) -> Callable[[], object]:
        return lambda: services.act(
            viewer=Viewer(quarter.community),
            now=NOW,
            number=number,
            act=acts.Accept(kind=KIND, text=text),
            seen=1,
            submission_key=text,
        )

    answers = at_once([hand(f"{clerk}") for clerk in range(4)])
    stale = [answer for answer in answers if isinstance(answer, services.Stale)]
    assert len(stale) == 3
    assert {event.type for answer in stale for event in answer.since} == {"cases.case_accepted"}
    assert quarter.row(number).version == 2
    quarter.sound(number)


def test_one_form_sent_four_times_at_once_is_one_case(living_quarter: Quarter):
    quarter = living_quarter
    numbers = at_once([lambda: quarter.report(quarter.public, kind=KIND, submission_key="one")] * 4)
    assert len(set(numbers)) == 1
    with records.acting(quarter.system):
        assert Case.objects.count() == 1


def test_two_sweeps_at_once_do_everything_once(living_quarter: Quarter):
    quarter = living_quarter
    numbers = [quarter.report(kind=KIND, now=NOW + minutes * timedelta(minutes=1)) for minutes in range(6)]
    late = NOW + timedelta(hours=2)
    done = at_once([lambda: services.sweep(actor=quarter.system, now=late, batch=2)] * 3)
    assert sum(int(str(count)) for count in done) + services.sweep(actor=quarter.system, now=late) == len(
        numbers
    )
    for number in numbers:
        quarter.sound(number)
