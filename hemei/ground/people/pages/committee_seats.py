"""The forms of seats: taken, left, changed, and what a member said of Party membership."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.ground.people import queries, services
from hemei.ground.people.pages import gate
from hemei.ground.people.pages.acts import FORM, Field, form, maybe, options, read, word
from hemei.ground.people.pages.committees import KEEP, term_or_404
from hemei.ground.people.rules import committee_words as said
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.registers.cells import identity, phone
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, plain
from hemei.ui.words import say

if TYPE_CHECKING:
    from enum import StrEnum

    from django.http import QueryDict

    from hemei.ground.places.queries import EstateRow

    Word = TypeVar("Word", bound=StrEnum)


_PARTY_HINT = mark("敏感个人信息：本人单独同意，或党组织书面证明的才登记；加密保存，只用于计数。")


def _party_fields() -> list[Field]:
    return [
        {
            "name": "party",
            "label": _("是否党员"),
            "options": options(said.PARTY_NAMES),
            "hint": say(_PARTY_HINT),
        },
        {"name": "basis", "label": _("依据"), "options": options(said.BASIS_NAMES)},
    ]


@FORM
@never_cache
@signed_in
def take_seat(request: HttpRequest, term_id: int) -> HttpResponse:
    """Enter who holds a seat."""
    actor = gate.entered(request, KEEP)
    estate, found = term_or_404(term_id, actor, gate.today())

    def act(data: QueryDict) -> None:
        services.take_seat(
            actor=actor, now=utc_now(), term_id=term_id, who=_who(data),
            post=word(said.Post, data, "post", mark("请选择职务。")),
            since=needed_day(data.get("since", ""), "since"),
            party=maybe(said.PartyMember, data, "party"), basis=maybe(said.PartyBasis, data, "basis"),
        )  # fmt: skip

    page = {
        "title": _("登记成员"),
        "lead": _("先按姓名在本小区业主中查找，同名的再凭电话或证件号码区分；没有登记的业主会新登记。"),
        "button": _("登记成员"),
        "done": _("已登记成员。"),
    }
    fields: list[Field] = [
        {"name": "name", "label": _("姓名"), "required": True, "more": {"maxlength": 60, "autocomplete": "off"}},
        {"name": "phone", "label": _("联系电话"), "more": {"maxlength": 20, "inputmode": "tel", "autocomplete": "off"}},
        {"name": "identity", "label": _("证件号码"), "more": {"maxlength": 20, "autocomplete": "off"},
         "hint": _("同名又没有电话时才需要。")},
        {"name": "post", "label": _("职务"), "options": options(said.POST_NAMES), "required": True},
        {"name": "since", "label": _("任职起始日"), "type": "date", "required": True,
         "value": found.term.valid_from},
        *_party_fields(),
    ]  # fmt: skip
    return form(request, estate, page, fields, act)


def _who(data: QueryDict) -> services.Who:
    name = plain(data.get("name", ""), 60)
    if not name:
        raise Refused.because(mark("没有填姓名。"), field="name", code="name")
    return services.Who(name, read(phone, data, "phone"), read(identity, data, "identity"))


def _seat_or_404(request: HttpRequest, seat_id: int, today: date) -> tuple[EstateRow, queries.SeatView]:
    actor = gate.entered(request, KEEP)
    term_id = queries.term_of_seat(seat_id, actor=actor)
    if term_id is None:
        raise Http404
    estate, page = term_or_404(term_id, actor, today)
    return estate, next(seat for seat in page.seats if seat.id == seat_id)


def _about(seat: queries.SeatView) -> str:
    name = seat.person.name if seat.person else ""
    return f"{say(said.POST_NAMES[seat.post])} {name}"


@FORM
@never_cache
@signed_in
def change_post(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Enter that somebody holds another post from a day on."""
    actor = gate.entered(request, KEEP)
    estate, seat = _seat_or_404(request, seat_id, gate.today())

    def act(data: QueryDict) -> None:
        services.change_post(
            actor=actor, now=utc_now(), seat_id=seat_id, day=needed_day(data.get("day", ""), "day"),
            post=word(said.Post, data, "post", mark("请选择职务。")),
        )  # fmt: skip

    page = {
        "title": _("登记改任"),
        "lead": _about(seat),
        "button": _("登记改任"),
        "done": _("已登记改任。"),
    }
    others = [post for post in said.Post if post is not seat.post]
    fields = [
        {"name": "post", "label": _("改任"), "options": options(said.POST_NAMES, others), "required": True},
        {"name": "day", "label": _("从哪一天起"), "type": "date", "required": True},
    ]
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def open_office(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Let a member act for the committee in the platform."""
    actor = gate.entered(request, KEEP)
    estate, seat = _seat_or_404(request, seat_id, gate.today())

    def act(_data: QueryDict) -> None:
        services.open_office(actor=actor, now=utc_now(), seat_id=seat_id)

    page = {
        "title": _("开通账号"),
        "lead": _about(seat)
        + " · "
        + _(
            "用登记的手机号收验证码登录；只看本小区的表决、会议和业委会事务，看不到邻居的个人信息；离任当天自动停用。"
        ),
        "button": _("开通账号"),
        "done": _("已开通。请告诉本人用登记的手机号登录。"),
    }
    return form(request, estate, page, [], act)


@FORM
@never_cache
@signed_in
def say_party(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Enter what a member said of Party membership, or take it back."""
    actor = gate.entered(request, KEEP)
    estate, seat = _seat_or_404(request, seat_id, gate.today())

    def act(data: QueryDict) -> None:
        services.say_party(
            actor=actor, now=utc_now(), seat_id=seat_id, party=maybe(said.PartyMember, data, "party"),
            basis=maybe(said.PartyBasis, data, "basis"),
        )  # fmt: skip

    page = {
        "title": _("登记党员信息"),
        "lead": _about(seat) + " · " + _("两项都留空就是撤回，先前登记的随即删除。"),
        "button": _("登记"),
        "done": _("已登记。"),
    }
    return form(request, estate, page, _party_fields(), act)
