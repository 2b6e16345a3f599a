"""The second factor: a time-based code (TOTP, RFC 6238) from an authenticator on the phone."""

from __future__ import annotations

import io
import secrets
from datetime import datetime

from django.db import transaction

from hemei.ground.people.models import Account, SecondFactor
from hemei.ground.people.models.factors import SECRET_BYTES, sealed_secret
from hemei.ground.people.services.opening import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark


def enrol_totp(*, actor: Actor, issuer: str) -> tuple[str, str]:
    """Begin to enrol; returns the QR code as SVG text and the secret in base32 for typing in.

    An unconfirmed secret is shown again, so reloading the page does not invalidate a scanned one.
    """
    import segno  # noqa: PLC0415 - for one page that is opened once

    account = _own(actor)
    fresh = sealed_secret(secrets.token_bytes(SECRET_BYTES), account.pk)
    device, _ = SecondFactor.objects.get_or_create(
        user=account, confirmed=False, defaults={"name": "totp", "confirmed": False, "key": fresh}
    )
    address = (
        device.config_url.replace("otpauth://totp/", f"otpauth://totp/{issuer}:", 1) + f"&issuer={issuer}"
    )
    drawn = io.BytesIO()
    segno.make(address).save(drawn, kind="svg", scale=4, xmldecl=False, svgns=True)
    secret = address.split("secret=")[1].split("&")[0]
    return drawn.getvalue().decode(), secret


def confirm_totp(*, actor: Actor, now: datetime, code: str) -> None:
    """Finish enrolling with a first code from the authenticator."""
    account = _own(actor)
    device = SecondFactor.objects.filter(user=account, confirmed=False).first()
    if device is None or not device.verify_token(code.strip()):
        raise Refused.because(
            mark("动态码不对，或输入太快。"),
            remedy=mark("请等待下一个动态码后再试。"),
            field="code",
            code="wrong",
        )
    with transaction.atomic():
        SecondFactor.objects.filter(user=account, confirmed=True).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        _record(actor, account, now, "people.second_factor_enrolled")


def remove_totp(*, actor: Actor, now: datetime, password: str) -> None:
    """Give up the second factor; the password is asked again."""
    account = _own(actor)
    if not account.check_password(password):
        raise Refused.because(
            mark("密码不对。"), remedy=mark("请重新填写现在的密码。"), field="password", code="wrong"
        )
    with transaction.atomic():
        SecondFactor.objects.filter(user=account).delete()
        _record(actor, account, now, "people.second_factor_removed")


def _own(actor: Actor) -> Account:
    return Account.objects.get(pk=actor.account_id or 0)


def _record(actor: Actor, account: Account, now: datetime, event_type: str) -> None:
    with opened(actor, account.scope):
        records.record_event(
            stream=f"people.account:{account.pk}", type=event_type, actor=actor, at=now, scope=account.scope
        )
