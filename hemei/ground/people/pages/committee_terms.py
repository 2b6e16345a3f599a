"""The forms of terms: entered, filed, corrected, ended early."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hemei.ground.people import queries, services
from hemei.ground.people.pages import gate
from hemei.ground.people.pages.acts import FORM, Field, form, options, word
from hemei.ground.people.pages.committees import KEEP, estate_or_404, term_or_404
from hemei.ground.people.rules import committee_words as said
from hemei.ground.people.rules.terms import LONGEST_FILING_NUMBER, TermDraft
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import day_of, needed_day, plain, whole_of

if TYPE_CHECKING:
    from enum import StrEnum

    from django.http import QueryDict

    Word = TypeVar("Word", bound=StrEnum)

_DAY = timedelta(days=1)


def _term_fields(values: Mapping[str, Any]) -> list[Field]:
    def one(name: str, label: str, **more: Any) -> Field:
        return {"name": name, "label": label, "value": values.get(name, ""), **more}

    return [
        one("kind", _("产生方式"), options=options(said.TERM_KIND_NAMES), required=True),
        one("ordinal", _("第几届"), more={"inputmode": "numeric", "maxlength": 2}),
        one("seats", _("应选人数"), required=True, hint=_("业主大会决定的委员人数，不含候补。"),
            more={"inputmode": "numeric", "maxlength": 2}),
        one("elected_on", _("选举日期"), type="date", required=True),
        one("valid_from", _("任期开始"), type="date", required=True),
        one("last_day", _("任期届满日"), type="date",
            hint=_("任期的最后一天。没有登记届满日的，会列入数据质量检查。")),
        one("filed_on", _("备案日期"), type="date", hint=_("向区县房产部门和街道备案的日期；还没有备案的留空。")),
        one("filing_number", _("备案编号"), more={"maxlength": LONGEST_FILING_NUMBER}),
    ]  # fmt: skip


def _term_draft(data: QueryDict) -> TermDraft:
    last = day_of(data.get("last_day", ""), "valid_until")
    seats, ordinal = data.get("seats", "").strip(), data.get("ordinal", "").strip()
    return TermDraft(
        kind=word(said.TermKind, data, "kind", mark("请选择产生方式。")),
        seats=_count(seats, "seats"),
        elected_on=needed_day(data.get("elected_on", ""), "elected_on"),
        valid_from=needed_day(data.get("valid_from", ""), "valid_from"),
        valid_until=last + _DAY if last else None,
        ordinal=_count(ordinal, "ordinal") if ordinal else None,
        filed_on=day_of(data.get("filed_on", ""), "filed_on"),
        filing_number=plain(data.get("filing_number", ""), LONGEST_FILING_NUMBER),
    )


def _count(raw: str, field: str) -> int:
    number = whole_of(raw)
    if number is None or not 0 < number < 100:  # noqa: PLR2004 - two digits
        raise Refused.because(
            mark("不是人数或届数。"), remedy=mark("请填写阿拉伯数字，例如 7。"), field=field
        )
    return number


@FORM
@never_cache
@signed_in
def register_term(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a term of an estate's committee, and with the first one the committee."""
    actor = gate.entered(request, KEEP)
    estate = estate_or_404(code, actor)

    def act(data: QueryDict) -> None:
        services.register_term(actor=actor, now=utc_now(), estate_id=estate.id, draft=_term_draft(data))

    page = {
        "title": _("登记业委会一届"),
        "lead": _("人数和任期按选举之日的规定核对。提前换届的，先登记上一届提前结束。"),
        "button": _("登记"),
        "done": _("已登记。"),
    }
    return form(request, estate, page, _term_fields({}), act)


@FORM
@never_cache
@signed_in
def correct_term(request: HttpRequest, term_id: int) -> HttpResponse:
    """Put right what was entered wrongly of a term."""
    actor = gate.entered(request, KEEP)
    estate, found = term_or_404(term_id, actor, gate.today())
    draft = queries.draft_from(found)
    values = {name: getattr(draft, name) or "" for name in TermDraft.__dataclass_fields__}

    def act(data: QueryDict) -> None:
        services.correct_term(actor=actor, now=utc_now(), term_id=term_id, draft=_term_draft(data))

    page = {
        "title": _("更正业委会一届"),
        "lead": _("只用于改正登记错误，改前改后都留在记录里。"),
        "button": _("更正"),
        "done": _("已更正。"),
    }
    fields = _term_fields({**values, "last_day": found.term.last_day or ""})
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def file_term(request: HttpRequest, term_id: int) -> HttpResponse:
    """Enter that an election was filed."""
    actor = gate.entered(request, KEEP)
    estate, found = term_or_404(term_id, actor, gate.today())

    def act(data: QueryDict) -> None:
        services.file_term(
            actor=actor, now=utc_now(), term_id=term_id, filed_on=needed_day(data.get("filed_on", ""), "filed_on"),
            number=plain(data.get("filing_number", ""), LONGEST_FILING_NUMBER),
        )  # fmt: skip

    due = found.term.due
    page = {
        "title": _("登记备案"),
        "lead": _("最迟 %(day)s 备案。逾期的也如实登记。") % {"day": due} if due else "",
        "button": _("登记备案"),
        "done": _("已登记备案。"),
    }
    fields: list[Field] = [
        {"name": "filed_on", "label": _("备案日期"), "type": "date", "required": True},
        {"name": "filing_number", "label": _("备案编号"), "more": {"maxlength": LONGEST_FILING_NUMBER}},
    ]
    return form(request, estate, page, fields, act)


@FORM
@never_cache
@signed_in
def end_term(request: HttpRequest, term_id: int) -> HttpResponse:
    """Enter that a term ended before its day."""
    actor = gate.entered(request, KEEP)
    estate, _found = term_or_404(term_id, actor, gate.today())

    def act(data: QueryDict) -> None:
        services.end_term(
            actor=actor, now=utc_now(), term_id=term_id, day=needed_day(data.get("day", ""), "day"),
            reason=word(said.TermEnd, data, "reason", mark("请选择提前结束的原因。")),
        )  # fmt: skip

    page = {
        "title": _("登记提前结束"),
        "lead": _("任期届满会自行结束，不用登记。这一天起全体成员的席位一并结束。"),
        "button": _("登记提前结束"),
        "done": _("已登记提前结束。"),
        "danger": True,
    }
    fields = [
        {"name": "day", "label": _("结束之日"), "type": "date", "required": True,
         "hint": _("不再履职的第一天；还没有开始的一届，填它开始的那一天。")},
        {"name": "reason", "label": _("原因"), "options": options(said.TERM_END_NAMES), "required": True},
    ]  # fmt: skip
    return form(request, estate, page, fields, act)
