"""The list queries of joint accounts, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from hemei.community.ledgers import queries as books
from hemei.community.purses import queries, services
from hemei.community.purses.models import Statement, StatementLine
from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.places.models import Estate

_near: dict[str, int] = {}

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "purses.accounts": lambda actor, _now: queries.accounts(actor=actor),
    "purses.agreements_of": lambda actor, _now: queries.agreements_of(_near["account"], actor=actor),
    "purses.lines_of": lambda actor, _now: queries.lines_of(_near["account"], actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Enter the joint account of the near estate, whose books are open, with a line of the bank."""
    estate = Estate.objects.get(name="春天小区").pk
    opened_on = date(now.year, 1, 1)
    assert books.ledger_of(estate, actor=SYSTEM) is not None
    _near["account"] = services.open_account(
        actor=SYSTEM,
        now=now,
        estate_id=estate,
        bank="徽商银行",
        number="6222021001116245999",
        opened_on=opened_on,
    )
    draft = services.AgreementDraft(valid_from=opened_on)
    services.make_agreement(actor=SYSTEM, now=now, account_id=_near["account"], draft=draft)
    row = queries.account(_near["account"], actor=SYSTEM)
    assert row is not None
    place = {"stream": row.stream, "scope": row.scope, "account_id": row.id}
    day = opened_on + timedelta(days=3)
    read = Statement.objects.create(
        **place, profile="csv", sha256="a", first_on=day, last_on=day, count=1, fresh=1, read_at=now
    )
    StatementLine.objects.create(**place, statement=read, reference="1", booked_on=day, amount_fen=100)
