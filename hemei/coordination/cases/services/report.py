"""Take a report, signed in or not: judged here, written through the intake door in one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import connection

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import facts_from, law_of
from hemei.coordination.cases.queries.alike import Likely, Reported, likely_cases
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.channels import FOR_OTHERS
from hemei.coordination.cases.rules.decide import Decided, decide
from hemei.coordination.cases.rules.evolve import encode
from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.likeness import ASKED
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import OTHER_KIND, Channel
from hemei.coordination.cases.services.photos import read_photos
from hemei.coordination.cases.services.sources import Source, source
from hemei.coordination.cases.services.writing import SEARCHED, usable_key
from hemei.ground.people.queries import normal_phone
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import WorkingTime, shanghai_day

TEXT, SPOT, PHONE, EVIDENCE = "text", "spot", "phone", "photo_evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a form says. `spot` is where in the place, `phone` whom to ask; both may be empty.

    `building` and `entrance` are of the estate's register.

    `hidden` keeps from the property company who reported.
    """

    channel: Channel
    text: str
    kind: str = OTHER_KIND
    spot: str = ""
    fact_on: date | None = None
    phone: str = ""
    hidden: bool = False
    building: int | None = None
    entrance: int | None = None


def report(
    *,
    actor: Actor,
    now: datetime,
    token: str,
    report: Report,
    submission_key: str,
    photos: Sequence[BinaryIO | records.Photo] = (),
    address: str = "",
    apart: bool | None = None,
) -> str:
    """Open a case at the estate whose board bears the token, or in the community of a code; return its number.

    Four statements at most, whoever reports, one more where a caller left a phone, and four more for the look at what
    was reported before. The same
    `submission_key` again returns the number of the first time. `address` is the network address it came from,
    counted and not kept.

    Raises:
        Refused: the report will not do.
        LooksReported: it may be what was reported before; `apart` says that it is not, None that nobody can be asked,
            and then the worker looks afterwards (`likeness`).
    """
    fact_on = report.fact_on or shanghai_day(now)
    phone = _callers(phone_of(report.phone), actor, report.channel)
    pictures = read_photos(photos, _law(fact_on).intake)
    texts = {TEXT: report.text, SPOT: report.spot, PHONE: phone}
    texts = {field: text for field, text in texts.items() if text.strip()}
    evidence = sum(bool(picture.evidence) for picture in pictures)
    came_from = source(role=actor.role, address=address, now=now)
    place = _place(token, report, now, seals=len(texts) + evidence, files=len(pictures))
    facts = facts_from(scope=place["scope"], bodies=place["bodies"], fact_on=fact_on, now=now)
    act = _act(actor, report, place, texts, fact_on=fact_on, photos=len(pictures))
    decided = decide(None, act, Viewer(actor), facts, now)
    if apart:
        decided = replace(decided, event=replace(decided.event, about={**decided.event.about, ASKED: True}))
    key = usable_key(submission_key, (token, report, [picture.content for picture in pictures]))
    if apart is False:
        _look_before(actor, now, token, report, key, came_from)
    document = _document(actor, place, decided, texts, pictures, facts.working)
    number = _through_the_door({**document, "submission_key": key}, came_from)
    for picture in pictures:  # only of a report that was taken: whoever is turned away fills no disk
        records.store_bytes(picture.content)
    return number


def _act(
    actor: Actor,
    report: Report,
    place: Mapping[str, Any],
    texts: Mapping[str, str],
    *,
    fact_on: date,
    photos: int,
) -> acts.Report:
    return acts.Report(
        channel=report.channel,
        scope=place["scope"],
        place=place["estate"],
        place_name=place["name"],
        building=report.building,
        entrance=report.entrance,
        house=place["house"],
        spot=report.spot,
        kind=report.kind,
        fact_on=fact_on,
        reporter=speaker(actor, report.channel),
        contact=PHONE in texts,
        hidden=report.hidden,
        photos=photos,
        text="\n".join(text for field, text in texts.items() if field != PHONE) if TEXT in texts else "",
    )


class LooksReported(Exception):  # noqa: N818 - reads as what happened
    """The same may have been reported before; nothing was taken. `found` are the earlier cases, the likest first."""

    def __init__(self, found: Sequence[Likely]) -> None:
        super().__init__(f"{len(found)} like it")
        self.found = found


def _look_before(
    actor: Actor, now: datetime, token: str, report: Report, key: str, came_from: Source | None
) -> None:
    """Look at what was reported before, for those who report for themselves and those who read their places.

    An answer tells that somebody wrote the like. Each counts as a report of its source does, and where there is none
    the report is made: nobody tries out words unseen. A company and a committee, who are not counted and whose place
    is not theirs to read, are shown nothing.
    """
    if came_from is None and not actor.places:
        return
    told = Reported(token=token, kind=report.kind, text=report.text, spot=report.spot)
    found = likely_cases(actor=actor, now=now, told=told, key=key)
    if not found:
        return
    if came_from is not None:
        with connection.cursor() as cursor:
            cursor.execute("select cases_count_look(%s::jsonb)", [json.dumps(came_from.as_document())])
            (counted,) = cursor.fetchone()
        if not counted:
            raise came_from.refuse()
    raise LooksReported(found)


def _law(day: date) -> Law:
    try:
        return law_of(day)
    except NoStandard:
        raise Refused.because(
            mark("发生日期{day}太早，当时还没有适用的标准"),
            remedy=mark("请核对日期"),
            field="fact_on",
            code="date_early",
            day=day.isoformat(),
        ) from None


def phone_of(text: str) -> str:
    """Return a phone number as it is kept, or nothing where none was written; raises Refused."""
    if not text.strip():
        return ""
    number = normal_phone(text)
    if not number:
        raise Refused.because(
            mark("这不是手机号码"), remedy=mark("请填写11位手机号，或者留空"), field="phone", code="phone"
        )
    return number


def _callers(phone: str, actor: Actor, channel: Channel) -> str:
    """Return a caller's phone; raises Refused where it is that of whoever takes the call.

    By it he would have the reporter's word on what he himself or his body did.
    """
    if phone and actor.person_id is not None and channel in FOR_OTHERS:
        with connection.cursor() as cursor:
            cursor.execute("select cases_own_phone(%s::bytea[])", [record.blind_indexes(PHONE, phone)])
            (own,) = cursor.fetchone()
        if own:
            raise Refused.because(
                mark("这是您自己的手机号，不能当作来电人的"),
                remedy=mark("请填写来电人的号码，没有的留空；您自己要报的，请以居民身份报"),
                field="phone",
                code="own_phone",
            )
    return phone


def speaker(actor: Actor, channel: Channel) -> int | None:
    """Return the person who speaks here: whoever reports for himself, or on patrol; who calls is known by his phone."""
    return None if actor.role is Role.PUBLIC or channel in FOR_OTHERS else actor.person_id


def _place(token: str, report: Report, now: datetime, *, seals: int, files: int) -> dict[str, Any]:
    today = shanghai_day(now)
    if not token.isalnum():
        raise _unknown_place()
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_intake_facts(%s, %s, %s, %s, %s, %s)",
            [token, today, seals, files, report.building, report.entrance],
        )
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise _unknown_place()
    found: dict[str, Any] = row[0] if isinstance(row[0], dict) else json.loads(row[0])
    if "foreign_house" in found:
        raise Refused.because(
            mark("这幢楼不在这个小区"), remedy=mark("请重新选择楼幢"), field="house", code="foreign_house"
        )
    if found["estate"] is None:
        found["name"] = places.short_name(found["name"])
    return found


def _unknown_place() -> Refused:
    return Refused.because(
        mark("没有找到这个地点"), remedy=mark("请重新扫码或选择地点"), field="place", code="unknown_place"
    )


def _through_the_door(document: Mapping[str, Any], came_from: Source | None) -> str:
    if came_from is not None:
        document = {**document, "source": came_from.as_document()}
    with connection.cursor() as cursor:
        cursor.execute("select cases_take_report(%s::jsonb)", [json.dumps(document, ensure_ascii=False)])
        answer = cursor.fetchone()[0]
    answer = answer if isinstance(answer, dict) else json.loads(answer)
    if came_from is not None and answer.get("throttled"):
        raise came_from.refuse()
    return str(answer["number"])


def _document(
    actor: Actor,
    place: Mapping[str, Any],
    decided: Decided,
    texts: Mapping[str, str],
    pictures: Sequence[records.Photo],
    working: WorkingTime,
) -> dict[str, Any]:
    """Compose what the door takes: the case's row and everything that belongs to it."""
    stream, scope, state = rows.stream_of(place["case"]), place["scope"], decided.after
    seals = _Seals(stream, scope, list(place["seals"]))
    said = {field: seals.add(field, text) for field, text in texts.items()}
    files = [_file(seals, picture, number) for picture, number in zip(pictures, place["files"], strict=True)]
    about = {**decided.event.about, "texts": said, **({"photos": list(place["files"])} if files else {})}
    draft = records.EventDraft(
        stream=stream,
        type=decided.event.type,
        at=decided.event.at,
        scope=scope,
        data={**decided.event.data, "about": about},
        references=decided.references,
    )
    _, _, payload, mac = records.draft_row(draft, actor)
    deadlines = rows.deadline_rows(stream, scope, state.clocks, working, decided.references[-1])
    return {
        "case": {
            **{name: encode(value) for name, value in rows.first_columns(state).items()},
            "id": place["case"],
            "stream": stream,
            "number": rows.number_of(place["case"], state.reported_at),
            "text_id": said[TEXT]["vault"],
            "contact_id": said[PHONE]["vault"] if PHONE in said else None,
        },
        "seals": seals.rows,
        "files": files,
        "deadlines": [_deadline(row) for row in deadlines],
        "event": json.loads(payload),
        "mac": f"\\x{mac.hex()}",
    }


class _Seals:
    """Seals texts under vault ids that were reserved."""

    def __init__(self, stream: str, scope: str, ids: list[int]) -> None:
        self._stream, self._scope, self._ids = stream, scope, ids
        self.rows: list[dict[str, Any]] = []

    def add(self, field: str, text: str) -> dict[str, Any]:
        """Seal one text and return what an event says of it."""
        row = records.prepare_seal(
            stream=self._stream, scope=self._scope, field=field, text=text, indexed=field == PHONE,
            searched=field in SEARCHED.fields,
        )  # fmt: skip
        number = self._ids.pop(0)
        self.rows.append({"id": number, "field": field, **vault_columns(row)})
        return {"vault": number, "commitment": row["commitment"]}


def vault_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a sealed text as a door takes them."""
    kept = {name: row[name] for name in ("ciphertext", "salt", "commitment", "blind_index", "tokens", "mark")}
    return {name: f"\\x{value.hex()}" if isinstance(value, bytes) else value for name, value in kept.items()}


def _file(seals: _Seals, picture: records.Photo, number: int) -> dict[str, Any]:
    evidence = seals.add(EVIDENCE, picture.evidence)["vault"] if picture.evidence else None
    return {
        "id": number,
        "digest": records.digest_of(picture.content),
        "media_type": picture.media_type,
        "size": len(picture.content),
        "width": picture.width,
        "height": picture.height,
        "evidence_id": evidence,
    }


def _deadline(row: Any) -> dict[str, Any]:
    return {
        "key": row.subject.key,
        "kind": row.subject.kind,
        "body_id": row.subject.body_id,
        "started_at": row.course.started_at.isoformat(),
        "limits": " + ".join(row.course.limits),
        "due_at": row.due.at.isoformat(),
        "provisional": row.due.provisional,
        "calendar": row.calendar,
        "reference": row.reference.as_payload() if row.reference else None,
    }
