"""What is agreed about a joint account: entered as the document asks, put to the owners, or as they passed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.purses import queries, services
from hemei.community.purses.pages.forms import Field, form, page_of
from hemei.community.purses.pages.shared import account_or_404, entered
from hemei.community.purses.queries import Act
from hemei.community.purses.rules.putting import MATTER
from hemei.community.voting import queries as votes
from hemei.community.voting.services import Cited
from hemei.ground.people import services as people_services
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import fen_or_none, needed_day, plain, whole_of

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_FORM = require_http_methods(["GET", "POST"])


@never_cache
@_FORM
@signed_in
def agree(request: HttpRequest, account_id: int) -> HttpResponse:
    """Enter what was agreed about an account without the owners: no less than the document demands."""
    actor = entered(request, Act.AGREE)
    row, defaults = account_or_404(actor, account_id), _defaults()
    day: Field = {"name": "valid_from", "label": _("生效日期"), "type": "date", "required": True}

    def act(data: Any) -> None:
        draft = services.AgreementDraft(
            valid_from=needed_day(data.get("valid_from", ""), "valid_from"),
            tiers=_typed_tiers(data, defaults),
        )
        services.make_agreement(actor=actor, now=utc_now(), account_id=account_id, draft=draft)

    page = page_of(
        _("登记账户协议"), _("登记"), _("账户协议已登记。"), reverse("purses:account", args=[account_id]),
        _("没有业主大会决议的协议，要求不低于默认档次，社区只查看，街道不能暂缓。要放宽的，或者由社区共同审批的，先提请业主大会通过。"),
        row.estate,
    )  # fmt: skip
    return form(request, page, [day, *_tier_fields(defaults)], act)


@never_cache
@_FORM
@signed_in
def put(request: HttpRequest, account_id: int) -> HttpResponse:
    """Put an agreement to the owners: the meeting is called from here, in the words that are voted on."""
    actor = entered(request, Act.PUT)
    row, defaults = account_or_404(actor, account_id), _defaults()
    yes_no = [("no", _("否")), ("yes", _("是"))]
    fields: list[Field] = [
        *_tier_fields(defaults),
        {"name": "community", "label": _("社区共同审批"), "kind": "select", "options": yes_no, "value": "no"},
        {
            "name": "pause",
            "label": _("街道可以要求暂缓一次"),
            "kind": "select",
            "options": yes_no,
            "value": "no",
        },
        {"name": "pause_clause", "label": _("约定暂缓的条款"), "more": {"maxlength": 60}},
        *_cited_fields(row, actor),
    ]

    def act(data: Any) -> str:
        draft = services.AgreementDraft(
            valid_from=shanghai_day(utc_now()), tiers=_typed_tiers(data, defaults),
            community_approves=data.get("community") == "yes", pause_allowed=data.get("pause") == "yes",
            pause_clause=plain(data.get("pause_clause", ""), 200),
        )  # fmt: skip
        cited = Cited(
            decision=plain(data.get("decision", ""), 200),
            decision_item=whole_of(data.get("decision_item", "")),
        )
        made = services.put_agreement(
            actor=actor, now=utc_now(), account_id=account_id, draft=draft, cited=cited
        )
        return reverse("voting:assembly", args=[made])

    page = page_of(
        _("提请业主大会通过账户协议"), _("召集表决"), _("已召集，请公告表决事项。"),
        reverse("purses:account", args=[account_id]),
        _("写明的内容就是业主表决的事项；通过并公布结果以后，照原样登记，不能改。"), row.estate,
    )  # fmt: skip
    return form(request, page, fields, act)


@never_cache
@_FORM
@signed_in
def adopt(request: HttpRequest, account_id: int) -> HttpResponse:
    """Enter an agreement as the owners passed it."""
    actor = entered(request, Act.AGREE)
    row = account_or_404(actor, account_id)
    back = reverse("purses:account", args=[account_id])
    with people_services.opened(actor, row.scope):
        passed = [one for one in queries.put_to_owners(row.stream, row.scope) if one.vote_id is not None]
    if not passed:
        return HttpResponseRedirect(back)
    fields: list[Field] = [
        {"name": "assembly", "label": _("业主大会通过的协议"), "kind": "select", "required": True,
         "options": [(str(one.assemblies[0]), one.words) for one in passed], "value": str(passed[0].assemblies[0])},
        {"name": "valid_from", "label": _("生效日期"), "type": "date", "required": True},
    ]  # fmt: skip

    def act(data: Any) -> None:
        services.adopt_agreement(
            actor=actor, now=utc_now(), account_id=account_id, assembly_id=whole_of(data.get("assembly", "")) or 0,
            valid_from=needed_day(data.get("valid_from", ""), "valid_from"),
        )  # fmt: skip

    page = page_of(
        _("登记业主大会通过的协议"), _("登记"), _("账户协议已登记。"), back,
        _("内容照业主表决的原样登记。"), row.estate,
    )  # fmt: skip
    return form(request, page, fields, act)


def _defaults() -> tuple[queries.Tier, ...]:
    return queries.default_tiers(queries.rules_on(shanghai_day(utc_now())))


def _cited_fields(row: queries.AccountRow, actor: Actor) -> list[Field]:
    """Return the fields for what the committee decided, for who enters its call; none where nobody cites."""
    on = shanghai_day(utc_now())
    items = votes.citable(row.estate_id, MATTER, on=on)
    return votes.cited_fields(row.estate_id, items, actor=actor, on=on) if items is not None else []


def _tier_fields(defaults: tuple[queries.Tier, ...]) -> list[Field]:
    fields: list[Field] = []
    for number, tier in enumerate(defaults):
        last = number == len(defaults) - 1
        fields.append(
            {"name": f"up_to_{number}", "label": _("“%(name)s”不超过（元）") % {"name": tier.name},
             "value": "" if last else yuan(tier.up_to_fen), "required": not last,
             "hint": _("最后一档不限金额，留空。") if last else "",
             "more": {"inputmode": "decimal"}}
        )  # fmt: skip
        fields.append(
            {"name": f"approvers_{number}", "label": _("“%(name)s”业委会审批人数") % {"name": tier.name},
             "value": tier.approvers, "required": True, "more": {"inputmode": "numeric"}}
        )  # fmt: skip
    return fields


def _typed_tiers(data: Any, defaults: tuple[queries.Tier, ...]) -> list[services.Tier]:
    return [
        services.Tier(
            name=tier.name,
            up_to_fen=fen_or_none(data.get(f"up_to_{number}", ""), f"up_to_{number}") or 0,
            approvers=whole_of(data.get(f"approvers_{number}", "")) or 0,
            co_approvers=tier.co_approvers,
            needs_resolution=tier.needs_resolution,
            papers=tier.papers,
        )
        for number, tier in enumerate(defaults)
    ]
