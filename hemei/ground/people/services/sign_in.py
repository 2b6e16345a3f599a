"""Sign in: password and, where enrolled, a second factor; or, in a demonstration, one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from hemei.ground.people.models import Account, SecondFactor
from hemei.ground.people.rules.credentials import too_old
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import account_rules, keep_password
from hemei.ground.people.services.sessions import begin_session
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, mark

# How long a right password waits for its second factor.
FACTOR_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What came of it: who acts now, or nobody yet because the second factor is still asked for."""

    actor: Actor | None
    needs_factor: bool = False
    needs_password: bool = False
    password_old: bool = False


@sensitive_variables("password")
def sign_in(*, request: HttpRequest, username: str, password: str, now: datetime) -> SignedIn:
    """Sign in by username and password.

    Five failures from one address lock the username there for a quarter of an hour; the refusal
    says how many minutes are left. Must not run inside a transaction that a refusal rolls back:
    the failures would be forgotten.
    """
    username = username.replace("\x00", "").strip()  # no text of the database holds a NUL
    _refuse_locked(request, username, now)
    account = authenticate(request, username=username, password=password)
    if account is None:
        _refuse_locked(request, username, now)
        raise Refused.because(
            mark("用户名或密码不对。"),
            remedy=mark("请核对后重新填写，注意大小写。"),
            field="username",
            code="wrong",
        )
    if SecondFactor.objects.filter(user=account, confirmed=True).exists():
        request.session.flush()
        request.session["factor_for"] = account.pk
        request.session["factor_until"] = int((now + FACTOR_WAIT).timestamp())
        return SignedIn(None, needs_factor=True)
    return _enter(request, account, now)


def _enter(request: HttpRequest, account: Account, now: datetime) -> SignedIn:
    if account.password_set_at is None:  # handed over by security administration, good for choosing another
        request.session.flush()
        request.session["renew_for"] = account.pk
        request.session["renew_until"] = int((now + FACTOR_WAIT).timestamp())
        return SignedIn(None, needs_password=True)
    actor = begin_session(
        session=request.session, account=account, now=now, agent=request.headers.get("User-Agent", "")
    )
    user_logged_in.send(sender=Account, request=request, user=account)  # forgets earlier failures
    return SignedIn(actor, password_old=too_old(account.password_set_at, now, account_rules(now)))


def _refuse_locked(request: HttpRequest, username: str, now: datetime) -> None:
    address = get_client_ip_address(request)
    attempts = AccessAttempt.objects.filter(
        username=username, ip_address=address, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    )
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    if last is None:
        return
    left = last + (get_cool_off(request) or timedelta()) - now
    if left > timedelta():
        raise Refused.because(
            mark("密码连续输错，登录已锁定。"),
            remedy=mark("请 {minutes} 分钟后再试，或请安全管理员解除锁定。"),
            field="username",
            code="locked",
            minutes=ceil(left.total_seconds() / 60),
        )


def confirm_second_factor(*, request: HttpRequest, code: str, now: datetime) -> SignedIn:
    """Finish a sign-in with the code of the authenticator; wrong codes slow further tries down."""
    account_id, until = request.session.get("factor_for"), request.session.get("factor_until", 0)
    if account_id is None or now.timestamp() >= until:
        raise _waited_too_long("code")
    account = Account.objects.get(pk=account_id)
    device = SecondFactor.objects.get(user=account, confirmed=True)
    if not device.verify_token(code.strip()):
        raise Refused.because(
            mark("动态码不对，或输入太快。"),
            remedy=mark("请等待下一个动态码后再试。"),
            field="code",
            code="wrong",
        )
    return _enter(request, account, now)


@sensitive_variables("password")
def choose_password(*, request: HttpRequest, password: str, now: datetime) -> SignedIn:
    """Finish the sign-in with a password that was handed over, by choosing one's own."""
    account_id, until = request.session.get("renew_for"), request.session.get("renew_until", 0)
    if account_id is None or now.timestamp() >= until:
        raise _waited_too_long("new")
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        owner = Actor(role=Role.RESIDENT, account_id=account.pk, person_id=account.person_id)
        keep_password(
            actor=owner, account=account, password=password, now=now, event_type="people.password_set"
        )
    return _enter(request, account, now)


def _waited_too_long(field: str) -> Refused:
    return Refused.because(
        mark("登录等待已过时。"), remedy=mark("请重新输入用户名和密码。"), field=field, code="expired"
    )


def become_sample(*, request: HttpRequest, account_id: int, now: datetime) -> Actor:
    """Become one of the sample persons of a demonstration; nowhere else."""
    account = Account.objects.filter(pk=account_id, sample__isnull=False).first() if settings.DEMO else None
    if account is None:
        raise Refused.because(mark("没有这个示范人员。"), code="not_found")
    return begin_session(
        session=request.session, account=account, now=now, agent=request.headers.get("User-Agent", "")
    )


def lift_lock(*, actor: Actor, now: datetime, username: str) -> int:
    """Let a locked username sign in again, from every address; returns how many locks were lifted."""
    demand_act(actor, Act.LIFT_LOCK)
    lifted, _ = AccessAttempt.objects.filter(username=username).delete()
    account = Account.objects.filter(username=username).first()
    if account is not None and lifted:
        with opened(actor, account.scope):
            records.record_event(
                stream=f"people.account:{account.pk}",
                type="people.lock_lifted",
                actor=actor,
                at=now,
                scope=account.scope,
                data={"locks": lifted},
            )
    return int(lifted)
