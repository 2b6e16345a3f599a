"""Keys of programs: issued once and shown once, stopped at any time, asked at every call."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from hemei.ground.people.models import Body, ProgramKey, ProgramUse
from hemei.ground.people.rules.bodies import BodyKind
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.rules.programs import SPEAKS_AS, Scope, may_issue
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

PREFIX = "hemei_"
_KEPT = timedelta(days=1)
_COUNT = """
insert into people_programuse as u (key_id, minute, calls) values (%(key)s, %(minute)s, 1)
on conflict (key_id, minute) do update set calls = u.calls + 1 where u.calls < %(most)s
"""


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key as it is shown, once."""

    id: int
    secret: str


def issue_program_key(
    *, actor: Actor, now: datetime, name: str, body_id: int, scopes: Collection[Scope], per_minute: int | None
) -> IssuedKey:
    """Issue a key to a body's program. What is returned is the only time the key itself is known.

    Raises:
        Refused: the actor may not, or the body, name, rate or scopes will not do.
    """
    demand_act(actor, Act.KEEP_KEYS)
    name = " ".join(name.split())
    body = Body.objects.filter(pk=body_id, valid_until=None).first()
    kind = BodyKind(body.kind) if body else None
    demand(may_issue(name=name, kind=kind, per_minute=per_minute, scopes=len(scopes)))
    if body is None or per_minute is None:
        raise AssertionError("the rule has let through what it refuses")
    secret = PREFIX + secrets.token_urlsafe(24)
    with transaction.atomic():
        row = ProgramKey.objects.create(
            name=name, body=body, scopes=sorted(scope.value for scope in scopes), digest=_digest(secret),
            ending=secret[-4:], per_minute=per_minute, valid_from=now,
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


def admitted(*, secret: str, scope: Scope, now: datetime) -> Actor:
    """Return who a program speaks for, and count its call.

    Raises:
        Refused: `key` where it is unknown, stopped or opens something else; `wait` where it has called too often.
    """
    row = ProgramKey.objects.select_related("body").filter(digest=_digest(secret), valid_until=None).first()
    if row is None or scope.value not in row.scopes or row.body.valid_until is not None:
        raise Refused.because(
            mark("密钥不对、已经停用，或者不能用于这件事。"),
            remedy=mark("请向平台安全管理员核对。"),
            code="key",
        )
    with connection.cursor() as cursor:
        minute = now.replace(second=0, microsecond=0)
        cursor.execute(_COUNT, {"key": row.pk, "minute": minute, "most": row.per_minute})
        counted = cursor.rowcount
    if not counted:
        raise Refused.because(
            mark("这一分钟已经调用 {most} 次。"),
            remedy=mark("请下一分钟再试。"),
            code="wait",
            most=row.per_minute,
        )
    role = SPEAKS_AS[BodyKind(row.body.kind)]
    day = shanghai_day(now)
    return Actor(
        role=role,
        body_id=row.body_id,
        places=places.ranges_for(row.body.place_id, day) if row.body.place_id else (),
    )


def forget_program_uses(*, now: datetime) -> int:
    """Forget the counts of yesterday; returns how many."""
    return ProgramUse.objects.filter(minute__lt=now - _KEPT).delete()[0]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _tell(actor: Actor, now: datetime, row: ProgramKey, event: str) -> None:
    with opened(actor, row.body.scope):
        records.record_event(
            stream=f"people.program_key:{row.pk}", type=event, actor=actor, at=now, scope=row.body.scope,
            data={"body": row.body_id, "scopes": row.scopes, "per_minute": row.per_minute, "ending": row.ending},
        )  # fmt: skip
