"""The fields of the forms on the page of an election."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hemei.community.committees.pages.elections.shared import named, options, today
from hemei.community.committees.queries.elections.facts import gates_of
from hemei.community.committees.rules import gates
from hemei.community.committees.rules.election_words import (
    FILLING_TEXTS,
    RESOLUTION_TEXTS,
    SOURCE_TEXTS,
    About,
    ElectionKind,
    Standing,
)
from hemei.community.committees.rules.ordering import LONGEST_DOCUMENT, unmet
from hemei.community.voting import queries as votes
from hemei.ground.people.queries import BASIS_NAMES, PARTY_NAMES

if TYPE_CHECKING:
    from hemei.community.committees.queries.elections import ElectionPage
    from hemei.kernel.actor import Actor

Field = dict[str, Any]


def field(name: str, label: str, kind: str = "text", **more: Any) -> Field:
    """Return a field of a form."""
    return {"name": name, "label": label, "type": kind, **more}


def no_fields(_page: ElectionPage) -> list[Field]:
    """Return none: the act asks nothing."""
    return []


def day_field(name: str, label: str) -> Callable[[ElectionPage], list[Field]]:
    """Return how a form asks for a day, today unless said."""
    return lambda _page: [field(name, _(label), "date", required=True, value=today().isoformat())]


def gate_fields(adopted: list[str]) -> list[Field]:
    """Return a field for each gate that a candidate or a clerk answers."""
    found = gates.asked_gates(gates_of(today()), adopted)
    return [
        field(f"gate_{gate.code}", named(gate), "select", options=[("yes", _("是")), ("no", _("不是"))],
              hint=f"{gate.warrant.source.title}{gate.warrant.clause}" if gate.warrant.clause else "")
        for gate in found
        if gate.check == "declared"
    ]  # fmt: skip


def gate_codes(adopted: list[str]) -> list[str]:
    """Return the gates that are answered, not looked up."""
    found = gates.asked_gates(gates_of(today()), adopted)
    return [gate.code for gate in found if gate.check == "declared"]


def gate_choices(adopted: list[str]) -> list[tuple[str, str]]:
    """Return every gate that is asked here, by code and name."""
    return [(gate.code, named(gate)) for gate in gates.asked_gates(gates_of(today()), adopted)]


def party_fields() -> list[Field]:
    """Return the fields of Party membership: only on somebody's word."""
    return [
        field("party", _("是否党员"), "select", options=options(PARTY_NAMES),
              hint=_("属于敏感个人信息，可以不填；只用来计算比例，不公示，也不影响参选。")),
        field("party_basis", _("依据"), "select", options=options(BASIS_NAMES)),
    ]  # fmt: skip


def group_fields(_page: ElectionPage) -> list[Field]:
    """Return who sits in the preparatory group, by side."""
    return [
        field(
            "owner",
            _("业主代表"),
            "area",
            required=True,
            hint=_("每行一人，须是登记的业主；不少于筹备组的一半。"),
        ),
        field("street", _("街道办事处"), "area", required=True, hint=_("每行一人，第一人任组长。")),
        field("residents_committee", _("居民委员会"), "area", required=True, hint=_("每行一人。")),
        field("developer", _("建设单位"), "area", hint=_("每行一人；已经注销的留空。")),
    ]


def application_fields(_page: ElectionPage) -> list[Field]:
    """Return which homes ask on paper."""
    return [
        field("rooms", _("申请的业主的房屋"), "area", required=True, hint=_("每行一户，例如 1幢1单元101。"))
    ]


def work_fields(page: ElectionPage) -> list[Field]:
    """Return which piece of work was posted, and its text."""
    left = [(one.code, named(one)) for one in page.works]
    todo = next((one.code for one in page.works if one.posted_on is None), "")
    return [
        field("code", _("哪一项"), "select", options=left, value=todo, required=True),
        field("posted_on", _("公告日期"), "date", required=True, value=today().isoformat()),
        field("note", _("说明"), more={"maxlength": 200}),
        field(
            "file",
            _("公告的文本"),
            "file",
            hint=_(
                "照片、PDF、DOCX 或 XLSX，不超过10 MB；以前公告、今天才登记的，上传当时公告的照片或者扫描件。"
            ),
        ),
    ]


def plan_fields(page: ElectionPage) -> list[Field]:
    """Return what is to be filled."""
    row, digits = page.row, {"inputmode": "numeric", "maxlength": 2}
    return [
        field(
            "seats", _("委员人数"), value=row.seats, required=True, hint=_("五至十一人，单数。"), more=digits
        ),
        field("reserves", _("候补人数"), value=row.reserves, required=True, more=digits),
        field("years", _("任期（年）"), value=row.years, required=True, more=digits),
    ]


def candidate_fields(page: ElectionPage) -> list[Field]:
    """Return who stands, and what he says of himself."""
    return [
        field(
            "name",
            _("姓名"),
            required=True,
            hint=_("须是登记的业主。"),
            more={"maxlength": 40, "autocomplete": "off"},
        ),
        field("room", _("房屋"), hint=_("有同名业主时填写，例如 1幢1单元101。"), more={"maxlength": 40}),
        field(
            "source", _("怎样产生"), "select", options=options(SOURCE_TEXTS), required=True, value="owners"
        ),
        field("statement", _("参选说明"), "area", more={"maxlength": 500}),
        *gate_fields(page.row.adopted),
        *party_fields(),
    ]


_REASONED = frozenset({ElectionKind.EARLY, ElectionKind.BY})


def call_fields(page: ElectionPage) -> list[Field]:
    """Return when the assembly votes, and what it is called on."""
    more = [field("reason", _("召集的缘由"), "area", required=True)] if page.kind in _REASONED else []
    return [
        field("opens_on", _("表决开始日"), "date", required=True, hint=_("公示和公告都要满十五日。")),
        field("last_on", _("表决截止日"), "date", required=True),
        *more,
    ]


def cited_fields(page: ElectionPage, actor: Actor) -> list[Field]:
    """Return where whoever calls in the committee's name cites what it decided."""
    estate, day = page.row.estate_id, today()
    items = votes.citable(estate, "elect_committee", on=day)
    if items is None or unmet(page.row.order_due_on, day):
        return []
    beside = _("业主委员会不作决定的，请街道责令限期召集。")
    asked = votes.cited_fields(estate, items, actor=actor, on=day, beside=beside)
    fields = [{"type": one.get("kind", "text"), **one} for one in asked]
    if not any(one["name"] == "decision" for one in fields):
        return fields
    hint = _("凭盖章文书召集的须上传：公告随即发出，表决的业主都看得到。照片、PDF、DOCX 或 XLSX。")
    return [*fields, field("scan", _("盖章文书的扫描件"), "file", hint=hint)]


def order_fields(_page: ElectionPage) -> list[Field]:
    """Return by which document the committee is ordered to call."""
    return [field("document", _("责令文书编号"), required=True, more={"maxlength": LONGEST_DOCUMENT})]


def object_fields(page: ElectionPage) -> list[Field]:
    """Return what an objection is about."""
    listed = [(About.GROUP.value, _("筹备组名单"))] if page.group and page.group.posted_on else []
    listed += [(str(one.id), one.name) for one in page.candidates if one.standing is not Standing.WITHDRAWN]
    return [
        field("about", _("对什么有异议"), "select", options=listed, required=True),
        field("text", _("异议内容"), "area", required=True, more={"maxlength": 2000}),
    ]


def first_meeting_fields(_page: ElectionPage) -> list[Field]:
    """Return when and where the first meeting is."""
    return [
        field("day", _("日期"), "date", required=True),
        field("hour", _("时间"), "time", required=True, value="19:00"),
        field("location", _("地点"), required=True, more={"maxlength": 80}),
    ]


def group_meeting_fields(page: ElectionPage) -> list[Field]:
    """Return when, where and on what the preparatory group meets."""
    hint = _("一行一项。")
    return [*first_meeting_fields(page), field("items", _("议程"), "area", required=True, hint=hint)]


def officer_fields(page: ElectionPage) -> list[Field]:
    """Return who was chosen."""
    names = {one.person_id: one.name for one in page.candidates}
    seats = [(str(one.id), names.get(one.person_id, str(one.id))) for one in page.seats]
    return [
        field("chair", _("主任"), "select", options=seats, required=True),
        field("vices", _("副主任"), "choices", many=True, options=seats),
    ]


def stop_fields(_page: ElectionPage) -> list[Field]:
    """Return why an election is stopped."""
    return [field("reason", _("终止的理由"), "area", required=True)]


def resolution_fields(page: ElectionPage) -> list[Field]:
    """Return what becomes of a term whose election was annulled."""
    texts = FILLING_TEXTS if page.kind is ElectionKind.BY else RESOLUTION_TEXTS
    return [field("resolution", _("怎样处理"), "select", options=options(texts), required=True)]
