"""From what a form of an election says to the drafts of its services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from hemei.community.committees.pages.moments import moment_of
from hemei.community.committees.rules.election_words import About, ElectionKind, Side, Source
from hemei.community.committees.services.elections import (
    CandidateDraft,
    FirstMeetingDraft,
    GateFinding,
    GroupMeetingDraft,
    MemberDraft,
    ObjectionDraft,
    Officers,
    WorkDraft,
)
from hemei.community.committees.services.elections.shared import door_of
from hemei.community.voting.services import Cited, Scan
from hemei.ground.places import queries as places
from hemei.kernel.decision import Refused, mark
from hemei.ui.forms import needed_day, plain, whole_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from enum import StrEnum

    from django.http import HttpRequest, QueryDict

    from hemei.kernel.actor import Actor

    Word = TypeVar("Word", bound=StrEnum)

Typed = Mapping[str, str]
MOST_LINES = 60


def word(kind: type[Word], typed: Typed, field: str, words: str) -> Word:
    """Return the word a form must choose; raises Refused."""
    raw = typed.get(field, "")
    if raw not in set(kind):
        raise Refused.because(words, field=field, code="choose")
    return kind(raw)


def lines_of(text: str) -> list[str]:
    """Return what stands on each line of a field."""
    return [plain(line, 40) for line in text.splitlines()[:MOST_LINES] if line.strip()]


def cited_of(request: HttpRequest) -> Cited:
    """Return what the committee decided, as a form cites it; the scan of its document where one was chosen."""
    upload = request.FILES.get("scan")
    return Cited(
        decision=plain(request.POST.get("decision", ""), 200),
        decision_item=whole_of(request.POST.get("decision_item", "")),
        scan=Scan(upload.read(), upload.name or "") if upload is not None else None,
    )


def units_of(estate_id: int, text: str, *, actor: Actor, on: date) -> list[int]:
    """Return the units that a field names line by line as they are registered; raises Refused."""
    doors = {door_of(unit): unit.id for unit in places.standing_units(estate_id, actor=actor, on=on)}
    found = []
    for line in lines_of(text):
        unit = doors.get("".join(line.split()))
        if unit is None:
            raise Refused.because(
                mark("没有“{line}”这一户"), remedy=mark("请写成登记的样子，例如 1幢1单元101，每行一户"),
                field="rooms", code="room", line=line,
            )  # fmt: skip
        found.append(unit)
    return found


def members_of(typed: Typed) -> list[MemberDraft]:
    """Return the members of a preparatory group: a field for each side, the street's first one chairs."""
    found = []
    for side in Side:
        for number, name in enumerate(lines_of(typed.get(side.value, ""))):
            found.append(MemberDraft(name=name, side=side, chair=side is Side.STREET and number == 0))
    return found


def number_of(typed: Typed, field: str) -> int:
    """Return a small number a form must say; raises Refused."""
    found = whole_of(typed.get(field, "").strip())
    if found is None or found > 99:  # noqa: PLR2004 - two digits
        raise Refused.because(
            mark("请填写数字"), remedy=mark("写阿拉伯数字，例如 7"), field=field, code="number"
        )
    return found


def work_of(request: HttpRequest) -> WorkDraft:
    """Return a piece of work as it was posted, with its file."""
    upload = request.FILES.get("file")
    return WorkDraft(
        code=request.POST.get("code", ""),
        posted_on=needed_day(request.POST.get("posted_on", ""), "posted_on"),
        note=plain(request.POST.get("note", ""), 200),
        file=upload.file if upload else None,  # type: ignore[arg-type]
        file_name=(upload.name or "") if upload else "",
    )


def declared_of(typed: Typed, codes: Sequence[str]) -> dict[str, bool]:
    """Return what a form says of each gate; what it leaves open is not said."""
    said = {code: typed.get(f"gate_{code}", "") for code in codes}
    return {code: answer == "yes" for code, answer in said.items() if answer in {"yes", "no"}}


def candidate_of(typed: Typed, codes: Sequence[str], source: Source | None = None) -> CandidateDraft:
    """Return somebody who stands, as a form says it."""
    party = typed.get("party", "")
    return CandidateDraft(
        source=source or word(Source, typed, "source", mark("请选择怎样产生")),
        name=plain(typed.get("name", ""), 40).replace(" ", ""),
        room=plain(typed.get("room", ""), 40),
        statement=typed.get("statement", "").replace("\x00", "").strip()[:500],
        declared=declared_of(typed, codes),
        party=party if party in {"yes", "no"} else None,
        party_basis=typed.get("party_basis") or None,
    )


def objection_of(typed: Typed) -> ObjectionDraft:
    """Return an objection: `about` is the group's list, or the number of a candidate."""
    raw = typed.get("about", "")
    number = whole_of(raw)
    if raw != About.GROUP and number is None:
        raise Refused.because(mark("请选择对什么有异议"), field="about", code="about")
    about = About.GROUP if raw == About.GROUP else About.CANDIDATE
    return ObjectionDraft(about=about, candidate_id=number, text=typed.get("text", ""))


def finding_of(typed: Typed) -> GateFinding | None:
    """Return what the street found of a candidate; None where the form does not say it whole."""
    gate, clear = plain(typed.get("gate", ""), 40), typed.get("clear", "")
    return GateFinding(gate=gate, clear=clear == "yes") if gate and clear in {"yes", "no"} else None


def first_meeting_of(data: QueryDict, now: datetime) -> FirstMeetingDraft:
    """Return when and where the first meeting is held; called twice in a minute it is one meeting."""
    return FirstMeetingDraft(
        starts_at=moment_of(data),
        location=plain(data.get("location", ""), 80),
        key=f"{now:%Y%m%d%H%M}",
    )


def group_meeting_of(data: QueryDict, now: datetime) -> GroupMeetingDraft:
    """Return when, where and on what the group meets; called twice in a minute it is one meeting."""
    lines = (plain(one, 200) for one in data.get("items", "").splitlines())
    return GroupMeetingDraft(
        starts_at=moment_of(data),
        location=plain(data.get("location", ""), 80),
        items=[one for one in lines if one],
        key=f"{now:%Y%m%d%H%M}",
    )


def officers_of(data: QueryDict) -> Officers:
    """Return whom the first meeting chose."""
    return Officers(chair=whole_of(data.get("chair", "")) or 0, vices=_numbers(data.getlist("vices")))


def _numbers(raw: Sequence[Any]) -> list[int]:
    return [number for number in map(whole_of, raw) if number is not None]


def kind_of(typed: Typed) -> ElectionKind:
    """Return which election begins."""
    return word(ElectionKind, typed, "kind", mark("请选择选举的种类"))
