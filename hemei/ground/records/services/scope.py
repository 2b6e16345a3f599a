"""Who this transaction is for: the settings that row-level security reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import Q

from hemei.ground.records.models import Access
from hemei.ground.records.security import ALL_ACCOUNTS, PUBLIC_ROLE
from hemei.kernel.actor import Actor, Role

_BIND = """
select set_config('app.place_from', %s, true), set_config('app.place_to', %s, true),
       set_config('app.place_more', %s, true),
       set_config('app.body', %s, true), set_config('app.person', %s, true),
       set_config('app.account', %s, true)
"""

P = ParamSpec("P")
R = TypeVar("R")
_ADMINISTERS_ACCOUNTS = frozenset({Role.SYSTEM, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})

_bound: ContextVar[Actor | None] = ContextVar("bound", default=None)
# What the transaction shows as far as `acting` alone has set it; None where nobody can say without asking.
_known: ContextVar[list[str] | None] = ContextVar("known", default=None)
_whole: ContextVar[bool] = ContextVar("whole", default=False)


def bind(actor: Actor, *, accounts: bool = False) -> None:
    """Set the transaction's scopes to the actor's; they end with the transaction.

    He sees his own account; `accounts` opens those of others, which only account administration has by itself.
    """
    _known.set(None)
    _set(_scopes(actor, accounts=accounts))


def _scopes(actor: Actor, *, accounts: bool) -> list[str]:
    first = actor.places[0] if actor.places else None
    return [
        first.lower if first else "",
        first.upper if first else "",
        ",".join(place.path for place in actor.places[1:]),
        str(actor.body_id or ""),
        str(actor.person_id or ""),
        ALL_ACCOUNTS if accounts or actor.role in _ADMINISTERS_ACCOUNTS else str(actor.account_id or 0),
    ]


_NAMES = ("app.place_from", "app.place_to", "app.place_more", "app.body", "app.person", "app.account")


@contextmanager
def acting(actor: Actor, *, accounts: bool = False) -> Iterator[None]:
    """Open a transaction in which the database shows what this actor may see.

    Inside another transaction the scopes of before come back at the end: by a rollback of their own accord, else they
    are set again. Neither is asked of the database where the scopes are the same or known from the block around.
    """
    before = (_known.get() or _settings()) if connection.in_atomic_block else None
    wanted = _scopes(actor, accounts=accounts)
    outer, known = _bound.set(actor), _known.set(wanted)
    try:
        with transaction.atomic(savepoint=not _whole.get()):
            if wanted != before:
                _set(wanted)
            yield
            if before is not None and _known.get() != before:
                _set(before)
            _known.set(before)  # before the commit: what runs on it begins a transaction of its own
    finally:
        _known.reset(known)
        _bound.reset(outer)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Let a long reading see the data of one instant: nothing that is committed meanwhile is in one half of it alone.

    Only as the outermost block, before anything was asked; nothing is written inside.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
        yield


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Let acts inside one another keep no way back of their own: what fails in a load fails it as a whole.

    Each act still is a transaction, or part of the one around it. Who catches a refusal inside and goes on is told so
    by the database's own error.
    """
    outer = _whole.set(True)
    try:
        yield
    finally:
        _whole.reset(outer)


def whole(service: Callable[P, R]) -> Callable[P, R]:
    """Make a service one act: what it refuses half-way leaves nothing behind, though its caller takes the refusal up.

    A page shows a refused form again in the transaction it runs in, and that commits. See `tests/test_whole_acts.py`.
    """

    @wraps(service)
    def act(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=not _whole.get()):
            return service(*args, **kwargs)

    return act


def is_acting(actor: Actor) -> bool:
    """Whether the running transaction already shows what this actor may see."""
    return connection.in_atomic_block and _bound.get() == actor


def _settings() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in _NAMES)
        )
        return list(cursor.fetchone())


def _set(values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BIND, values)


@contextmanager
def as_public() -> Iterator[None]:
    """Open a transaction as the public role: published views and the intake door, nothing else.

    The role ends with the transaction; inside another one it is given back at the end.
    """
    inside = connection.in_atomic_block
    outer = _bound.set(None)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"set local role {PUBLIC_ROLE}")
            yield
            if inside:
                with connection.cursor() as cursor:
                    cursor.execute("reset role")
    finally:
        _bound.reset(outer)


def grant_access(*, stream: str, bodies: tuple[int, ...] = (), persons: tuple[int, ...] = ()) -> None:
    """Let bodies and persons beyond the place see a stream; granting twice is harmless."""
    rows = [Access(stream=stream, body_id=body) for body in bodies]
    rows += [Access(stream=stream, person_id=person) for person in persons]
    if rows:
        Access.objects.bulk_create(rows, ignore_conflicts=True)


def grant_many(*, bodies: Iterable[tuple[str, int]] = (), persons: Iterable[tuple[str, int]] = ()) -> None:
    """Let many see a stream each, given as pairs of stream and body or person; granting twice is harmless."""
    rows = [Access(stream=stream, body_id=body) for stream, body in bodies]
    rows += [Access(stream=stream, person_id=person) for stream, person in persons]
    Access.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True)


def revoke_many(*, bodies: Iterable[tuple[str, int]] = (), persons: Iterable[tuple[str, int]] = ()) -> None:
    """Take back from many a stream each, given as pairs; taking back twice is harmless."""
    for field, pairs in (("body_id", bodies), ("person_id", persons)):
        streams: dict[int, list[str]] = {}
        for stream, number in pairs:
            streams.setdefault(number, []).append(stream)
        for number, theirs in streams.items():
            Access.objects.filter(**{field: number}, stream__in=theirs).delete()


def revoke_access(*, stream: str, bodies: tuple[int, ...] = (), persons: tuple[int, ...] = ()) -> None:
    """Take back what :func:`grant_access` gave; taking back twice is harmless."""
    Access.objects.filter(Q(body_id__in=bodies) | Q(person_id__in=persons), stream=stream).delete()


def revoke_persons(*, stream: str) -> None:
    """Let no person see a stream any more by the list; bodies stay. Taking back twice is harmless."""
    Access.objects.filter(stream=stream, person_id__isnull=False).delete()
