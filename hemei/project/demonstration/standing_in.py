"""A management committee that stands in: of an estate without a committee whose company keeps the books.

The street formed it a while ago. Its chair and another owner act for it: they are sample persons, and a bill of the
company waits for their approval.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from hemei.community.committees import queries as committees_now
from hemei.community.committees import services
from hemei.community.committees.services import MemberDraft, StandInSide
from hemei.community.purses import queries as purses_now
from hemei.community.purses import services as purses
from hemei.community.purses.services import AgreementDraft, OrderDraft, Paper
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration import drawings
from hemei.project.demonstration.money import Book
from hemei.project.demonstration.naming import PHONE_PREFIX, person_names
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

STAND_IN_SAMPLE = 60
"""The place of its first member on the page of sample persons, after all who stand around the showcase."""
_FORMED, _ACTS, _BILLED = timedelta(days=60), timedelta(days=40), timedelta(days=2)
_PHONES = 79_000_000
_ACT_FOR_IT = 2
_SIDES = (*(StandInSide.OWNER,) * 4, StandInSide.RESIDENTS_COMMITTEE, StandInSide.STREET, StandInSide.OWNER)


def write_stand_in(
    *, now: datetime, books: Sequence[Book], near: str, system: Actor, progress: Progress
) -> None:
    """Let one estate have a management committee, the nearest to a place whose books say that a company serves it."""
    with progress.stage("物业管理委员会 stand-in", 1, "body") as stage, records.acting(system):
        book = _book(books, near, system)
        if book is not None:
            _form(book, now, system)
        stage.step()


def _book(books: Sequence[Book], near: str, system: Actor) -> Book | None:
    """Return the books of an estate that never had a committee; what shares most of the path of a place comes first."""
    fit = [
        one for one in books
        if one.company is not None and not people.had_committee(one.estate.id)
        and purses_now.account_of(one.estate.id, actor=system) is not None
    ]  # fmt: skip
    return max(fit, key=lambda one: (_shared(one.estate.scope, near), -one.estate.id), default=None)


def _shared(one: str, other: str) -> int:
    parts = list(zip(one.split("."), other.split("."), strict=False))
    return next((place for place, (a, b) in enumerate(parts) if a != b), len(parts))


def _form(book: Book, now: datetime, system: Actor) -> None:
    estate, today = book.estate, shanghai_day(now)
    names = person_names(dice("stand-in", estate.name))
    services.form_stand_in(
        actor=system, now=now, estate_id=estate.id, formed_on=today - _FORMED,
        members=[MemberDraft(side, name) for side, name in zip(_SIDES, names, strict=False)],
    )  # fmt: skip
    [body] = committees_now.stand_ins(estate.id, actor=system)
    offices = [
        services.open_stand_in_office(
            actor=system, now=now, member_id=member.id, phone=f"{PHONE_PREFIX}{_PHONES + place:08d}",
            sample=STAND_IN_SAMPLE + place,
        )
        for place, member in enumerate(body.members[:_ACT_FOR_IT])
    ]  # fmt: skip
    purses.follow_estate(actor=system, now=now, estate_id=estate.id)
    account = purses_now.account_of(estate.id, actor=system)
    if account is None or book.company is None:
        return
    since, draft = today - _ACTS, AgreementDraft(valid_from=today - _ACTS)
    purses.make_agreement(actor=system, now=now, account_id=account.id, draft=draft)
    for office in offices:
        purses.name_signatory(
            actor=system, now=now, account_id=account.id, appointment_id=office, valid_from=since
        )
    _bill(book.company, account.id, now)


def _bill(company: Actor, account: int, now: datetime) -> None:
    """Let the company ask for what a small repair cost; it waits for one of the two."""
    at = now - _BILLED
    photo = records.prepare_photo(_picture(), name="result.jpg", most_bytes=10_000_000)
    papers: Mapping[Paper, Sequence[records.Photo]] = dict.fromkeys(tuple(Paper), (photo,))
    draft = OrderDraft(
        kind="repair", amount_fen=462_000, payee="示范建筑维修公司", payee_account="1340201010901122334",
        payee_bank="示范城市银行城东支行", purpose="地下车库入口道闸和排水沟维修",
        invoice_number="26340000770000000001",
        contract=f"HT{shanghai_day(at):%Y%m}-77", budget=f"{shanghai_day(at).year}年度公共收益预算", papers=papers,
    )  # fmt: skip
    purses.prepare_order(actor=company, now=at, account_id=account, draft=draft)


def _picture() -> io.BytesIO:
    return io.BytesIO(drawings.draw(next(iter(drawings.SCENES)), after=True, view=1))
