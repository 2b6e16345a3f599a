"""What people keep locked beside the vault: sign-in phones by blind index, secrets of second factors."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from hemei.ground.people.models import Account, SecondFactor
from hemei.ground.people.models.factors import locked_secret, sealed_secret
from hemei.ground.people.services.persons import PHONE
from hemei.ground.records import queries as record
from hemei.ground.records import services as records


@dataclass(frozen=True, slots=True)
class SignInPhones:
    """Accounts are found by their phone's blind index; the phone itself is the person's, in the vault."""

    name: str = "sign-in phones"
    first: int = 0

    def waiting(self) -> int:
        """Count the accounts with a phone; which are done shows when they are looked at."""
        return Account.objects.exclude(phone_index=None).count()

    def turn(self, after: int, limit: int) -> records.Turn | None:
        """Index the next accounts anew where the person's phone is the one they sign in by."""
        rows = Account.objects.select_for_update(of=("self",)).exclude(phone_index=None)
        found = list(rows.filter(pk__gt=after).order_by("id").select_related("person")[:limit])
        if not found:
            return None
        turn = records.Turn(found[-1].pk, len(found))
        phones = _phones([row.person.phone_id for row in found])
        for row in found:
            phone = phones.get(row.person.phone_id or 0)
            known = record.blind_indexes(PHONE, phone) if phone else []
            if bytes(row.phone_index or b"") not in known:
                turn.lost.append(str(row.pk))
            elif bytes(row.phone_index or b"") != known[0]:
                Account.objects.filter(pk=row.pk).update(phone_index=known[0])
                turn.changed += 1
        return turn


def _phones(vault_ids: list[int | None]) -> dict[int, str | None]:
    """Open phones in one statement; where one does not open, each for itself, without it."""
    try:
        return record.open_sealed(number for number in vault_ids if number)
    except InvalidTag:
        if len(vault_ids) == 1:
            return {}
        return {key: text for number in vault_ids for key, text in _phones([number]).items()}


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """Secrets of second factors, in django-otp's table."""

    name: str = "second factors"
    first: int = 0

    def waiting(self) -> int:
        """Count all of them; staff are few."""
        return int(SecondFactor.objects.count())

    def turn(self, after: int, limit: int) -> records.Turn | None:
        """Lock the next secrets anew."""
        found = list(SecondFactor.objects.select_for_update().filter(pk__gt=after).order_by("id")[:limit])
        if not found:
            return None
        turn = records.Turn(found[-1].pk, len(found))
        for row in found:
            if record.is_present(locked_secret(row)):
                continue
            try:
                secret = row.bin_key
            except InvalidTag:
                turn.lost.append(str(row.pk))
            else:
                SecondFactor.objects.filter(pk=row.pk).update(key=sealed_secret(secret, row.user_id))
                turn.changed += 1
        return turn


LOCKED: tuple[records.Locked, ...] = (SignInPhones(), SecondFactors())
