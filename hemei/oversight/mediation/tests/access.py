"""The list queries of mediation, for `tests/test_access.py`: as a party, and as the body that sent a case.

A body's own list is asked cell by cell in `test_walls.py`: the near community's clerks must not see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SINCE, SYSTEM, Town
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import comma, take_in
from hemei.kernel.actor import Actor, Role, system_actor
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.rules.words import Level as MediationLevel
from hemei.oversight.mediation.rules.words import Side
from hemei.oversight.mediation.services import BodyDraft, DisputeDraft, PartyDraft

NEAR = "340102001001"
SENT = "cases.case:near"


def _as_party(actor: Actor, now: datetime) -> Iterable[object]:
    return queries.own_disputes(actor=replace(actor, role=Role.RESIDENT), now=now)


def _as_sender(actor: Actor, _now: datetime) -> Iterable[object]:
    return [number] if (number := queries.referred(actor=actor, source_stream=SENT)) else []


LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "mediation.own_disputes": _as_party,
    "mediation.referred": _as_sender,
    "mediation.petitions": lambda actor, now: queries.petitions(actor=actor, on=now.date()),
}


def furnish(town: Town, now: datetime) -> None:
    """Let a neighbour of the near community be in a dispute that its clerk sent to mediation."""
    body = town.found("东风社区党建联席会议", BodyKind.MEDIATION, NEAR, Level.COMMUNITY)
    draft = BodyDraft(body_id=body, level=MediationLevel.COMMUNITY, valid_from=SINCE)
    services.register_body(actor=SYSTEM, now=now, draft=draft)
    near = replace(town.actor(Role.COMMUNITY_CLERK, NEAR, "东风社区居委会", person="张三"), account_id=1)
    with records.acting(near):
        services.file_dispute(
            actor=near,
            now=now,
            draft=DisputeDraft(
                kind="noise", text="楼上半夜拖动家具", key="near", community_id=town.place(NEAR), source_stream=SENT,
                parties=(PartyDraft(side=Side.APPLICANT, name="张三", person_id=town.persons["张三"]),),
            ),
        )  # fmt: skip
    header = ("信访编号", "信访形式", "登记日期", "问题类别", "社区", "信访人")
    day = (now.date() - timedelta(days=9)).isoformat()
    file = comma(header, ("XF1", "来访", day, "噪声", "东风社区", "周业主"))
    take_in(system_actor(town.path("340100")), now, file, "mediation.petitions")
