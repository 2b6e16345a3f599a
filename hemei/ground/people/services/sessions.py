"""Begin, keep, list and end sessions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from hemei.ground.people.models import Account, Appointment, Session
from hemei.ground.people.rules.credentials import idle_for
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import account_rules
from hemei.ground.people.services.session_store import SEEN_EVERY, SessionStore
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day

_MOST_AGENT = 120


def session_mark(session_key: str) -> str:
    """Return how pages name a session: a digest, for the key itself opens the account."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def begin_session(
    *, session: SessionBase, account: Account, now: datetime, agent: str, appointment_id: int | None = None
) -> Actor:
    """Turn a browser's session into one of the account, under a fresh key; returns who now acts."""
    session.flush()
    if isinstance(session, SessionStore):
        session.holder = None
    running = _running(account.person_id, now)
    if appointment_id is None and len(running) == 1:
        appointment_id = running[0].pk
    chosen = next((found for found in running if found.pk == appointment_id), None)
    session["account"] = account.pk
    session["appointment"] = chosen.pk if chosen else None
    session["begun"] = int(now.timestamp())
    session["agent"] = agent[:_MOST_AGENT]
    actor = Actor(
        role=Role(chosen.role) if chosen else Role.RESIDENT,
        account_id=account.pk,
        person_id=account.person_id,
        body_id=chosen.body_id if chosen else None,
        appointment_id=chosen.pk if chosen else None,
    )
    with opened(actor, account.scope):
        records.record_event(
            stream=f"people.account:{account.pk}",
            type="people.signed_in",
            actor=actor,
            at=now,
            scope=account.scope,
        )
    return actor


def _running(person_id: int, now: datetime) -> list[Appointment]:
    day = shanghai_day(now)
    rows = Appointment.objects.filter(person_id=person_id, valid_from__lte=day).order_by("id")
    return [row for row in rows if row.valid_until is None or row.valid_until > day]


def choose_appointment(
    *, session: SessionBase, actor: Actor, now: datetime, appointment_id: int | None
) -> None:
    """Act in another of one's running appointments, or in none: as a resident."""
    demand_act(actor, Act.USE_OWN_ACCOUNT)
    running = {row.pk for row in _running(actor.person_id or 0, now)}
    if appointment_id is not None and appointment_id not in running:
        raise Refused.because(
            mark("这项任职不存在或已经结束。"), remedy=mark("请选择列出的任职。"), code="not_found"
        )
    session["appointment"] = appointment_id


def keep_session(*, session: SessionStore, now: datetime) -> bool:
    """Note that the session is in use, at most once a minute; false when it was idle too long and is over."""
    holder = session.holder
    if holder is None or session.session_key is None or now - holder.seen_at < SEEN_EVERY:
        return holder is not None
    if now - holder.seen_at >= idle_for(account_rules(now)):
        session.flush()
        return False
    session.holder = replace(holder, seen_at=now)
    Session.objects.filter(pk=session.session_key).update(seen_at=now)
    return True


def sign_out(*, session: SessionBase, actor: Actor, now: datetime) -> None:
    """End this session."""
    if actor.account_id is not None:
        _record_ended(actor, Account.objects.get(pk=actor.account_id), now, 1)
    session.flush()


def revoke_sessions(
    *, actor: Actor, now: datetime, account_id: int, marks: Sequence[str] = (), keep: str = ""
) -> int:
    """End sessions of an account: those of these marks, or all; returns how many.

    One may end one's own; security administration may end anybody's. `keep` is the mark of a session
    that stays: the one that asks.
    """
    if actor.account_id != account_id:
        demand_act(actor, Act.END_SESSIONS)
    with transaction.atomic():
        account = Account.objects.get(pk=account_id)
        keys = [
            key
            for key in Session.objects.filter(account_id=account_id).values_list("session_key", flat=True)
            if session_mark(key) != keep and (not marks or session_mark(key) in marks)
        ]
        Session.objects.filter(pk__in=keys).delete()
        if keys:
            _record_ended(actor, account, now, len(keys))
    return len(keys)


def _record_ended(actor: Actor, account: Account, now: datetime, count: int) -> None:
    with opened(actor, account.scope):
        records.record_event(
            stream=f"people.account:{account.pk}",
            type="people.sessions_ended",
            actor=actor,
            at=now,
            scope=account.scope,
            data={"count": count},
        )
