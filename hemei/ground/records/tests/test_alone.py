"""What a schedule does to many, it does to each alone."""

from __future__ import annotations

import logging

import pytest

from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused

SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def test_one_that_is_refused_leaves_nothing_and_stops_nobody(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    from django.utils import timezone

    def act(number: int) -> int:
        records.record_event(
            stream=f"records.alone:{number}",
            type="records.alone",
            actor=SYSTEM,
            at=timezone.now(),
            scope="34",
            data={},
        )
        if number == 2:
            raise Refused.because("{day}没有适用的会计科目表", day="2019-01-01")
        return number

    with records.acting(SYSTEM), caplog.at_level(logging.ERROR):
        assert records.each_alone([1, 2, 3], act) == 4
        streams = set(Event.objects.values_list("stream", flat=True))
    assert {"records.alone:1", "records.alone:3"} <= streams
    assert "records.alone:2" not in streams
    assert "2019-01-01没有适用的会计科目表" in caplog.text
