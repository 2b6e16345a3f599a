"""A quarter with a key for each kind of caller."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from hemei.coordination.cases.tests.conftest import Quarter, quarter  # noqa: F401 - the fixture
from hemei.ground.people import services as people
from hemei.kernel.actor import Actor, Role
from hemei.kernel.scopes import Scope

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
SECURITY = Actor(role=Role.SECURITY_ADMIN, account_id=1, person_id=1)
BODIES = {
    Role.COMMUNITY_CLERK: "东风社区居委会",
    Role.STREET_CLERK: "三里庵街道办",
    Role.DEPARTMENT_CLERK: "瑶海消防",
    Role.COMPANY_MANAGER: "大地物业公司",
    Role.HOTLINE_CLERK: "热线",
}


@dataclass
class Door:
    """The open side: keys of bodies, and calls with them."""

    quarter: Quarter

    def key(self, role: Role = Role.COMMUNITY_CLERK, **changes: Any) -> str:
        usual: dict[str, Any] = {
            "name": "外部程序",
            "body_id": self.quarter.town.bodies[BODIES[role]],
            "role": role,
            "scopes": set(Scope),
            "per_minute": 1_000,
            "last_day": date(2027, 11, 1),
        }
        draft = people.KeyDraft(**usual | changes)
        return people.issue_program_key(actor=SECURITY, now=NOW, draft=draft).secret

    def get(self, address: str, key: str, **headers: str) -> Any:
        return Client().get(f"/api/{address}", headers={"Authorization": f"Bearer {key}", **headers})

    def post(self, address: str, key: str, body: Any, **headers: str) -> Any:
        sent = body if isinstance(body, bytes | str) else json.dumps(body)
        said = {"Authorization": f"Bearer {key}", **headers}
        return Client().post(f"/api/{address}", sent, content_type="application/json", headers=said)

    def report(self, key: str, once: str = "key-0001", **changes: Any) -> Any:
        body = {"place": self.quarter.token, "text": "垃圾没人收", "kind": "littering", **changes}
        return self.post("cases", key, body, **{"Idempotency-Key": once})


@pytest.fixture
def door(quarter: Quarter, monkeypatch: pytest.MonkeyPatch) -> Door:  # noqa: F811
    freeze(monkeypatch, lambda: NOW)
    return Door(quarter)


def freeze(monkeypatch: pytest.MonkeyPatch, clock: Callable[[], datetime]) -> None:
    """Let every module that reads the clock at the edge of the API read this one."""
    import_module(settings.API)  # loads what is to be frozen
    for module in (
        "hemei.faces.api.door",
        "hemei.faces.api.api",
        "hemei.faces.cockpit.api",
        "hemei.coordination.cases.api",
        "hemei.ground.places.api",
        "hemei.ground.companies.api",
        "hemei.leadership.policy.api",
        "hemei.oversight.credit.api",
    ):
        monkeypatch.setattr(f"{module}.utc_now", clock)
