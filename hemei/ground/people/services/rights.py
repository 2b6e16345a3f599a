"""What a granted request about one's data does to the person's row: a field made right, or all of it forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from hemei.ground.people.models import Account, Person, Session
from hemei.ground.people.queries.bodies import appointments_on
from hemei.ground.people.rules import credentials
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import PHONE
from hemei.ground.places import queries as places
from hemei.ground.places.services import NameKeys, name_keys
from hemei.ground.records import services as records
from hemei.ground.records.queries import blind_index, held_streams
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day

CORRECTABLE = ("name", PHONE)


def correct_person(*, actor: Actor, now: datetime, person_id: int, field: str, text: str) -> None:
    """Write the right name or phone number; what was wrong is erased, the event keeps both commitments.

    A resident signs in by the new number from now on.

    Raises:
        Refused: the field cannot be corrected here, the text is no phone number or empty, or another
            account signs in by this number.
    """
    demand_act(actor, Act.ANSWER_PRIVACY)
    right = _checked(field, text)
    with opened(actor, places.city().path, accounts=True), transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person_id)
        column = f"{field}_id"
        former = getattr(person, column)
        sealed = records.seal(
            stream=person.stream, scope=person.scope, field=field, text=right, person_id=person_id,
            indexed=True,
        )  # fmt: skip
        setattr(person, column, sealed.vault_id)
        if field == "name" and person.public_office_name:
            keys: NameKeys = name_keys(right)
            person.public_office_name, person.pinyin, person.initials = right, keys.pinyin, keys.initials
        person.save()
        if field == PHONE:
            _sign_in_by(person_id, right)
        if former:
            records.erase_sealed(vault_ids=[former], now=now)
        records.record_event(
            stream=person.stream,
            type="people.person_corrected",
            actor=actor,
            at=now,
            scope=person.scope,
            data={"field": field, "said": sealed.commitment},
        )


def leave_public_office(*, actor: Actor, now: datetime, person_id: int) -> None:
    """Say that a person holds public office no more: the name is public no longer and stays in the vault alone.

    Raises:
        Refused: the role may not; the person holds an office today, which is to be ended first; or is not
            in public office.
    """
    demand_act(actor, Act.MANAGE_PEOPLE)
    today = shanghai_day(now)
    with opened(actor, places.city().path), transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=person_id).first()
        if person is None or not person.public_office_name:
            raise Refused.because(mark("没有这名公职人员。"), code="not_found")
        if appointments_on(today, person_id=person_id):
            raise Refused.because(
                mark("这名人员今天还有任职。"),
                remedy=mark("请先在机构的页面结束任职。"),
                code="in_office",
            )
        person.public_office_name = person.pinyin = person.initials = ""
        person.save(update_fields=["public_office_name", "pinyin", "initials"])
        records.record_event(
            stream=person.stream,
            type="people.public_office_left",
            actor=actor,
            at=now,
            scope=person.scope,
        )


def forget_person(*, actor: Actor, now: datetime, person_id: int) -> int:
    """Erase everything sealed for a person and the photos of his reports, and close his account.

    Returns how many fields and photos went. Events and their chain stay whole. Who holds public office
    keeps the name the public may know.
    """
    demand_act(actor, Act.ANSWER_PRIVACY)
    with opened(actor, places.city().path, NOWHERE, accounts=True), transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person_id)
        photos = records.erase_files(streams=held_streams(person_id), now=now, purpose="report")
        erased = photos + records.erase_person(person_id=person_id, now=now)
        Session.objects.filter(account__person_id=person_id).delete()
        Account.objects.filter(person_id=person_id).update(is_active=False, phone_index=None)
        records.record_event(
            stream=person.stream,
            type="people.person_forgotten",
            actor=actor,
            at=now,
            scope=person.scope,
            data={"erased": erased},
        )
    return erased


def _checked(field: str, text: str) -> str:
    if field not in CORRECTABLE:
        raise Refused.because(mark("这里只能更正姓名和手机号。"), field="field", code="field")
    right = text.strip()
    if field == PHONE:
        decision = credentials.is_phone(right)
        if not decision.allowed:
            raise Refused(decision)
        return credentials.normal_phone(right)
    if not right:
        raise Refused.because(mark("请填写正确的内容。"), field="value", code="text_missing")
    return right


def _sign_in_by(person_id: int, phone: str) -> None:
    try:
        with transaction.atomic():
            Account.objects.filter(person_id=person_id).exclude(phone_index=None).update(
                phone_index=blind_index(PHONE, phone)
            )
    except IntegrityError as error:
        raise Refused.because(
            mark("这个手机号已经用于另一个账号。"),
            remedy=mark("请先核对是否为同一人。"),
            field="value",
            code="taken",
        ) from error
