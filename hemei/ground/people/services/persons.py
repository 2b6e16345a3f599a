"""Persons and their accounts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from hemei.ground.people.models import Account, Body, FormerPassword, Person
from hemei.ground.people.rules import credentials
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.places.services import NameKeys, name_keys
from hemei.ground.records import services as records
from hemei.ground.records.queries import blind_index, standards
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, mark
from hemei.kernel.standards.protection import AccountRules
from hemei.kernel.workdays import shanghai_day

PHONE = "phone"
SEARCHED = records.Searched("people.person:", ("name", PHONE, "identity"))
"""What a person can be found by, whole."""


def create_person(
    *, actor: Actor, now: datetime, scope: str, name: str = "", phone: str = "", public_office: bool = False
) -> int:
    """Register a person and return the id; name and phone go to the vault.

    `scope` is the place that looks after the person. Only with `public_office` is the name kept
    readably, because the public may know who holds office.
    """
    demand_act(actor, Act.MANAGE_PEOPLE)
    with opened(actor, scope):
        return write_person(
            actor=actor, now=now, scope=scope, name=name, phone=phone, public_office=public_office
        )


def write_person(
    *, actor: Actor, now: datetime, scope: str, name: str = "", phone: str = "", public_office: bool = False
) -> int:
    """Write a person without asking who may: a resident's first sign-in comes here too."""
    if phone:
        decision = credentials.is_phone(phone)
        if not decision.allowed:
            raise Refused(decision)
    (person_id,) = records.next_ids("people_person", 1)
    stream = stream_of(person_id)
    fields = {"name": name, PHONE: credentials.normal_phone(phone)}
    sealed = {
        field: records.seal(
            stream=stream, scope=scope, field=field, text=text, person_id=person_id, indexed=True
        )
        for field, text in fields.items()
        if text
    }
    keys = name_keys(name) if public_office else NameKeys("", "")
    Person.objects.create(
        id=person_id,
        stream=stream,
        scope=scope,
        name_id=sealed["name"].vault_id if "name" in sealed else None,
        phone_id=sealed[PHONE].vault_id if PHONE in sealed else None,
        public_office_name=name if public_office else "",
        pinyin=keys.pinyin,
        initials=keys.initials,
        created_at=now,
    )
    records.grant_access(stream=stream, persons=(person_id,))
    records.record_event(
        stream=stream,
        type="people.person_registered",
        actor=actor,
        at=now,
        scope=scope,
        data={"public_office": public_office, **{field: item.commitment for field, item in sealed.items()}},
    )
    return person_id


def stream_of(person_id: int) -> str:
    """Return the stream of a person's events, rows and files."""
    return f"people.person:{person_id}"


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """Somebody to work for a body: the name and the phone go to the vault, the username signs in."""

    name: str
    username: str
    phone: str = ""
    public_office: bool = False


def register_staff(*, actor: Actor, now: datetime, body_id: int, draft: StaffDraft) -> int:
    """Register a person who is to work for a body, with an account, and return the person's id.

    The account opens only with the password that security administration hands over.
    """
    demand_act(actor, Act.MANAGE_PEOPLE)
    name, username = draft.name.strip(), draft.username.strip()
    checks = [credentials.is_person_name(name), credentials.is_username(username)]
    if draft.phone.strip():
        checks.append(credentials.is_phone(draft.phone))
    reasons = tuple(reason for check in checks for reason in check.reasons)
    if reasons:
        raise Refused(Decision.no(*reasons))
    scope = Body.objects.values_list("scope", flat=True).filter(pk=body_id).first()
    if scope is None:
        raise Refused.because(mark("没有这个机构。"), field="body", code="not_found")
    with opened(actor, scope):
        person_id = write_person(
            actor=actor, now=now, scope=scope, name=name, phone=draft.phone, public_office=draft.public_office
        )
        write_account(actor=actor, now=now, person_id=person_id, username=username, scope=scope)
    return person_id


def create_account(
    *, actor: Actor, now: datetime, person_id: int, username: str = "", phone: str = "", scope: str
) -> int:
    """Give a person an account: a username for staff, a phone number for residents; returns its id."""
    demand_act(actor, Act.MANAGE_PEOPLE)
    with opened(actor, scope):
        return write_account(
            actor=actor, now=now, person_id=person_id, username=username, phone=phone, scope=scope
        )


def write_account(
    *, actor: Actor, now: datetime, person_id: int, username: str = "", phone: str = "", scope: str
) -> int:
    """Write an account without asking who may."""
    number = credentials.normal_phone(phone)
    try:
        with transaction.atomic():
            account = Account.objects.create(
                person_id=person_id,
                username=username.strip() or None,
                phone_index=blind_index(PHONE, number) if number else None,
                password=make_password(None),
                scope=scope,
                created_at=now,
            )
    except IntegrityError as error:
        raise Refused.because(
            mark("这个人员、用户名或手机号已有账号。"),
            remedy=mark("请核对后换一个用户名。"),
            field="username",
            code="taken",
        ) from error
    records.record_event(
        stream=f"people.account:{account.pk}",
        type="people.account_created",
        actor=actor,
        at=now,
        scope=scope,
        data={"person": person_id, "by_phone": bool(number)},
    )
    return account.pk


def set_password(
    *, actor: Actor, now: datetime, account_id: int, password: str, current: str | None = None
) -> None:
    """Set a password: one's own with the current one, another's as security administration.

    Strength and the last passwords follow the standard `account-rules`. All sessions of the account
    end, for who changes a password has often lost the old one.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        if actor.account_id != account_id or current is None:
            demand_act(actor, Act.RESET_PASSWORD)
        elif not account.check_password(current):
            raise Refused.because(
                mark("现在的密码不对。"), remedy=mark("请重新填写现在的密码。"), field="current", code="wrong"
            )
        keep_password(
            actor=actor, account=account, password=password, now=now, event_type="people.password_set"
        )


def issue_password(*, actor: Actor, now: datetime, account_id: int) -> str:
    """Give a staff account a password to hand over once; whoever signs in with it must choose another.

    Only security administration hands passwords over: who sets up accounts and appoints to roles could
    otherwise enter as anybody.
    """
    demand_act(actor, Act.RESET_PASSWORD)
    password = credentials.initial_password(account_rules(now), secrets.choice)
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=account_id, username__isnull=False).first()
        if account is None:
            raise Refused.because(mark("没有这个工作账号。"), code="not_found")
        keep_password(
            actor=actor, account=account, password=password, now=now, event_type="people.password_issued"
        )
    return password


def keep_password(*, actor: Actor, account: Account, password: str, now: datetime, event_type: str) -> None:
    """Write the password of a locked account without asking who may, and end its sessions.

    One that was handed over has no day of its own: `password_set_at` stays empty until its owner chooses.
    """
    rules = account_rules(now)
    decision = credentials.strong_enough(password, rules)
    if not decision.allowed:
        raise Refused(decision)
    _refuse_former(account, password, rules.password_history.count)
    if account.has_usable_password():
        FormerPassword.objects.create(account=account, password=account.password, set_at=now)
    account.password = make_password(password)
    account.password_set_at = None if event_type == "people.password_issued" else now
    account.save(update_fields=["password", "password_set_at"])
    account.sessions.all().delete()
    with opened(actor, account.scope):
        records.record_event(
            stream=f"people.account:{account.pk}",
            type=event_type,
            actor=actor,
            at=now,
            scope=account.scope,
            references=decision.references,
        )


def _refuse_former(account: Account, password: str, most: int) -> None:
    former = account.former_passwords.order_by("-id").values_list("password", flat=True)[: most - 1]
    if any(check_password(password, known) for known in [account.password, *former]):
        raise Refused.because(
            mark("这个密码在最近 {count} 次之内用过。"),
            remedy=mark("请换一个没有用过的密码。"),
            field="new",
            code="former",
            count=most,
        )


def account_rules(now: datetime) -> AccountRules:
    """Return the standard for passwords and sessions in force now."""
    return standards().find("account-rules", AccountRules, on=shanghai_day(now))
