"""A quarter whose people hold office and have telephones, and a real gateway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.tests.conftest import DONGFENG, NOW, Quarter, made_quarter
from hemei.faces.notices import services
from hemei.faces.notices.models import Message, Notice
from hemei.faces.notices.streams import PLATFORM
from hemei.faces.notices.tests.gateway import Gateway, gateway
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

__all__ = ["DONGFENG", "KIND", "NOW", "Told", "gateway"]
KIND = "corridor_clutter"
"""Waits for working time; the fire brigade leads it."""
MINUTE = timedelta(minutes=1)


@dataclass
class Told:
    """The quarter, and short ways to let the worker do its minute."""

    quarter: Quarter
    clerk: Actor
    fire: Actor
    admin: Actor

    def deliver(self, now: datetime = NOW) -> None:
        while records.deliver_pending(now=now):
            pass

    def minute(self, now: datetime) -> int:
        """Let the worker run its minute: deliver, gather, send; returns how many attempts were made."""
        self.deliver(now)
        services.gather(now=now)
        return services.send_due(clock=lambda: now)

    def rows(self, actor: Actor) -> list[Notice]:
        with records.acting(PLATFORM):
            return list(Notice.objects.filter(person_id=actor.person_id).order_by("id"))

    def messages(self) -> list[Message]:
        with records.acting(PLATFORM):
            return list(Message.objects.order_by("id"))

    def accept(self, number: str, now: datetime = NOW) -> None:
        self.quarter.act(self.quarter.community, number, acts.Accept(kind=KIND), now)

    def whistle(self, number: str, now: datetime = NOW) -> None:
        lead = self.quarter.town.bodies["瑶海消防"]
        self.quarter.act(
            self.quarter.community, number, acts.Whistle(lead=lead, joints=(), text="请到场"), now
        )


def made_told() -> Told:
    """Make the quarter; a clerk of the community and one of the fire brigade have telephones."""
    quarter = made_quarter()
    town = quarter.town

    def officer(name: str, phone: str, role: Role, code: str, body: str) -> Actor:
        town.person(name, code, phone)
        town.appoint(name, body, role)
        account = town.account(name, code, username=name)
        return town.actor(role, code, body, name, account=account)

    return Told(
        quarter,
        officer("赵六", "15400000001", Role.COMMUNITY_CLERK, DONGFENG, "东风社区居委会"),
        officer("钱七", "15400000002", Role.DEPARTMENT_CLERK, "340102", "瑶海消防"),
        town.actor(Role.SYSTEM_ADMIN, "340100", "", "王五", account=1),
    )


@standing
def told() -> Told:
    found = made_told()
    found.deliver()  # what founding the town said concerns nobody
    return found


@pytest.fixture
def sms(gateway: Gateway) -> Iterator[Gateway]:
    """The gateway as the text messages' only channel, outside of a demonstration."""
    with override_settings(DEMO=False, NOTIFY={"sms": [gateway.address]}):
        yield gateway
