"""Keys of programs: issued once and shown once, stopped at any time, asked at every call."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction

from hemei.ground.people.models import Body, ProgramKey, ProgramUse
from hemei.ground.people.queries.programs import actor_of_program, held_key
from hemei.ground.people.rules.bodies import BodyKind
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.rules.programs import Wanted, may_enter, may_issue, may_open
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.scopes import Scope
from hemei.kernel.workdays import SHANGHAI, shanghai_day

PREFIX = "hemei_"
_KEPT = timedelta(days=1)
_MINUTE = 60
_COUNT = """
insert into people_programuse as u (key_id, minute, calls) values (%(key)s, %(minute)s, 1)
on conflict (key_id, minute) do update set calls = u.calls + 1 where u.calls < %(most)s
"""


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key as it is shown, once."""

    id: int
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDraft:
    """A key as it is asked for: `last_day` is the last on which it works."""

    name: str
    body_id: int
    role: Role | None
    scopes: Collection[Scope] = field(default_factory=frozenset)
    per_minute: int | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Program:
    """A program that was let in: by which key, as whom, for what."""

    key_id: int
    name: str
    actor: Actor
    scopes: frozenset[str]
    per_minute: int
    expires_at: datetime | None

    def demand(self, scope: Scope | None) -> None:
        """Raise `Refused` where its key does not open this."""
        demand(may_open(self.scopes, scope))


def issue_program_key(*, actor: Actor, now: datetime, draft: KeyDraft) -> IssuedKey:
    """Issue a key to a body's program. What is returned is the only time the key itself is known.

    Raises:
        Refused: the actor may not, or the body, role, name, rate, scopes or end will not do.
    """
    demand_act(actor, Act.KEEP_KEYS)
    name = " ".join(draft.name.split())
    body = Body.objects.filter(pk=draft.body_id, valid_until=None).first()
    wanted = Wanted(
        name=name,
        kind=BodyKind(body.kind) if body else None,
        role=draft.role,
        scopes=frozenset(draft.scopes),
        per_minute=draft.per_minute,
        last_day=draft.last_day,
    )
    demand(may_issue(wanted, today=shanghai_day(now)))
    if body is None or draft.role is None or draft.per_minute is None or draft.last_day is None:
        raise AssertionError("the rule has let through what it refuses")
    secret = PREFIX + secrets.token_urlsafe(24)
    with transaction.atomic():
        row = ProgramKey.objects.create(
            name=name, body=body, role=draft.role.value, scopes=sorted(scope.value for scope in draft.scopes),
            digest=_digest(secret), ending=secret[-4:], per_minute=draft.per_minute, valid_from=now,
            expires_at=datetime.combine(draft.last_day + timedelta(days=1), time(), SHANGHAI),
        )  # fmt: skip
        _tell(actor, now, row, "people.program_key_issued")
    return IssuedKey(row.pk, secret)


def stop_program_key(*, actor: Actor, now: datetime, key_id: int) -> None:
    """Stop a key from now on; one that is stopped stays so."""
    demand_act(actor, Act.KEEP_KEYS)
    with transaction.atomic():
        row = ProgramKey.objects.select_for_update().select_related("body").filter(pk=key_id).first()
        if row is None:
            raise Refused.because(mark("没有这把密钥。"), code="not_found")
        if row.valid_until is None:
            row.valid_until = now
            row.save(update_fields=["valid_until"])
            _tell(actor, now, row, "people.program_key_stopped")


def admitted(*, secret: str, now: datetime, scope: Scope | None = None) -> Program:
    """Return whom a program speaks for, and count its call; without a scope, whatever its key opens.

    Raises:
        Refused: `key` where it is unknown, stopped or over, `scope` where it opens something else; `wait` where it
            has called too often.
    """
    row = ProgramKey.objects.select_related("body").filter(digest=_digest(secret)).first()
    demand(may_enter(held_key(row) if row else None, scope=scope, now=now))
    if row is None:
        raise AssertionError("the rule has let through what it refuses")
    with connection.cursor() as cursor:
        minute = now.replace(second=0, microsecond=0)
        cursor.execute(_COUNT, {"key": row.pk, "minute": minute, "most": row.per_minute})
        counted = cursor.rowcount
    if not counted:
        raise Refused.because(
            mark("这一分钟已经调用 {most} 次。"),
            remedy=mark("请 {seconds} 秒以后再试。"),
            code="wait",
            most=row.per_minute,
            seconds=_MINUTE - now.second,
        )
    actor = actor_of_program(row, shanghai_day(now))
    return Program(row.pk, row.name, actor, frozenset(row.scopes), row.per_minute, row.expires_at)


def forget_program_uses(*, now: datetime) -> int:
    """Forget the counts of yesterday; returns how many."""
    return ProgramUse.objects.filter(minute__lt=now - _KEPT).delete()[0]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _tell(actor: Actor, now: datetime, row: ProgramKey, event: str) -> None:
    with opened(actor, row.body.scope):
        records.record_event(
            stream=f"people.program_key:{row.pk}", type=event, actor=actor, at=now, scope=row.body.scope,
            data={
                "body": row.body_id, "role": row.role, "scopes": row.scopes, "per_minute": row.per_minute,
                "ending": row.ending, "expires_at": row.expires_at.isoformat() if row.expires_at else None,
            },
        )  # fmt: skip
