"""What is agreed about a joint account: entered as the document asks, put to the owners, or as they passed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.purses import queries, services
from hemei.community.purses.pages import tiers
from hemei.community.purses.pages.forms import Field, form, page_of
from hemei.community.purses.pages.shared import REFUSED, account_or_404, entered, texts_of
from hemei.community.purses.queries import Act
from hemei.community.purses.rules.putting import MATTER
from hemei.community.voting import queries as votes
from hemei.community.voting.services import Cited
from hemei.ground.people import services as people_services
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import at_fields, errors_of, needed_day, plain, whole_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor

_FORM = require_http_methods(["GET", "POST"])
_Handed = Callable[["QueryDict", Sequence[services.Tier]], str | None]


@never_cache
@_FORM
@signed_in
def agree(request: HttpRequest, account_id: int) -> HttpResponse:
    """Enter what was agreed about an account without the owners: no less than the document demands."""
    actor = entered(request, Act.AGREE)
    row, before = account_or_404(actor, account_id), _latest(account_id, actor)
    day: Field = {"name": "valid_from", "label": _("生效日期"), "type": "date", "required": True}

    def act(data: QueryDict, typed: Sequence[services.Tier]) -> None:
        draft = services.AgreementDraft(
            valid_from=needed_day(data.get("valid_from", ""), "valid_from"), tiers=typed,
            community_approves=any(one.co_approvers for one in typed),
        )  # fmt: skip
        services.make_agreement(actor=actor, now=utc_now(), account_id=account_id, draft=draft)

    page = page_of(
        _("登记账户协议"), _("登记"), _("账户协议已登记。"), reverse("purses:account", args=[account_id]),
        _("没有业主大会决议的协议，要求不低于默认档次，社区只查看，街道不能暂缓。要放宽的，或者由社区共同审批的，先提请业主大会通过。"),
        row.estate,
    )  # fmt: skip
    given = tiers.prefilled(before.tiers if before else _defaults(), community=False)
    return _with_tiers(request, page, given, ([day], []), act)


@never_cache
@_FORM
@signed_in
def put(request: HttpRequest, account_id: int) -> HttpResponse:
    """Put an agreement to the owners: the meeting is called from here, in the words that are voted on."""
    actor = entered(request, Act.PUT)
    row, before = account_or_404(actor, account_id), _latest(account_id, actor)

    def act(data: QueryDict, typed: Sequence[services.Tier]) -> str:
        draft = services.AgreementDraft(
            valid_from=shanghai_day(utc_now()), tiers=typed,
            community_approves=any(one.co_approvers for one in typed), pause_allowed=data.get("pause") == "yes",
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
    given = tiers.prefilled(
        before.tiers if before else _defaults(), community=before is None or before.community_approves
    )
    return _with_tiers(request, page, given, ([], [*_pause_fields(before), *_cited_fields(row, actor)]), act)


def _with_tiers(
    request: HttpRequest,
    page: dict[str, Any],
    given: list[tiers.Typed],
    around: tuple[Sequence[Field], Sequence[Field]],
    act: _Handed,
) -> HttpResponse:
    """Show the form with a set of fields for each tier, add or take away one as asked, or hand in what was typed.

    `around` are the fields before the tiers and after them. What was typed stays whatever is asked.
    """
    errors: dict[str, list[str]] = {}
    rows, focus = given, None
    if request.method == "POST":
        rows = tiers.typed(request.POST)
        focus = tiers.moved(request.POST, rows)
    sets = tiers.fieldsets(rows, focus)
    if request.method == "POST" and focus is None:
        try:
            address = act(request.POST, tiers.tiers_of(rows))
        except Refused as refused:
            names = {field["name"] for fields in around for field in fields} | tiers.names_of(sets)
            errors = at_fields(errors_of(tiers.by_their_names(refused)), names)
        else:
            messages.success(request, page["done"])
            return HttpResponseRedirect(address or page["back"])
    data = request.POST if request.method == "POST" else {}
    first, last = (
        [{**field, "value": data.get(field["name"], field.get("value", ""))} for field in fields]
        for fields in around
    )
    moved = _("已加一档，填好以后再提交。") if "add" in data else _("已删去一档，提交以后才算数。")
    context = {
        **page, "first": first, "last": last, "tiers": sets, "errors": errors, "most": queries.MOST_TIERS,
        "moved": moved,
    }  # fmt: skip
    return render(request, "purses/agreement.html", context, REFUSED if errors else 200)


@never_cache
@_FORM
@signed_in
def adopt(request: HttpRequest, account_id: int) -> HttpResponse:
    """Enter an agreement as the owners passed it, beside the one it takes the place of."""
    actor = entered(request, Act.AGREE)
    row = account_or_404(actor, account_id)
    back = reverse("purses:account", args=[account_id])
    before = _latest(account_id, actor)
    with people_services.opened(actor, row.scope):
        found = queries.to_enter(
            queries.put_to_owners(row.stream, row.scope),
            queries.held_on(row.id, row.scope, shanghai_day(utc_now())),
        )
    passed = [one for one in found if one.vote_id is not None]
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
        _("内容照业主表决的原样登记。请核对它和现在的协议有什么不同。"), row.estate,
    )  # fmt: skip
    return form(request, page | _beside(before, passed), fields, act, "purses/adopt.html")


@never_cache
@_FORM
@signed_in
def call_off(request: HttpRequest, account_id: int) -> HttpResponse:
    """Call an agreement off that does not hold yet."""
    actor = entered(request, Act.AGREE)
    row, found = account_or_404(actor, account_id), _latest(account_id, actor)
    if found is None:
        raise Http404

    def act(data: Any) -> None:
        services.call_off_agreement(
            actor=actor, now=utc_now(), account_id=account_id, reason=plain(data.get("reason", ""), 500)
        )

    said = {"number": found.number, "day": found.valid_from.isoformat()}
    page = page_of(
        _("撤销未生效的协议"), _("撤销"), _("协议已撤销。"), reverse("purses:account", args=[account_id]),
        _("撤销第%(number)s份协议，从%(day)s起生效的。原来的协议继续适用，记录保留。") % said, row.estate,
    )  # fmt: skip
    return form(
        request, page, [{"name": "reason", "label": _("原因"), "kind": "area", "required": True}], act
    )


def _beside(before: queries.AgreementRow | None, passed: Sequence[queries.Put]) -> dict[str, Any]:
    """Return the agreement that is replaced and those that were passed, each in words, with what changes."""
    clauses = texts_of([before.pause_clause_id if before else None, *(one.pause_clause_id for one in passed)])
    old: dict[str, Any] = {}
    if before is not None:
        held = before.annulled_on is None
        old = {
            "words": _("第%(number)s份，从%(day)s起")
            % {"number": before.number, "day": before.valid_from.isoformat()},
            "tiers": tiers.in_words(before.tiers, community=before.community_approves and held),
            "community": before.community_approves and held,
            "clause": clauses.get(before.pause_clause_id or 0, "") if held else "",
        }
    new = []
    for one in passed:
        said = tiers.in_words(one.tiers, community=one.community_approves)
        new.append(
            {
                "assembly": one.assemblies[-1],
                "tiers": said,
                "changed": [tier for tier in said if old and tier not in old["tiers"]],
                "community": one.community_approves,
                "clause": clauses.get(one.pause_clause_id or 0, ""),
            }
        )
    return {"before": old, "passed": new}


def _latest(account_id: int, actor: Actor) -> queries.AgreementRow | None:
    """Return the agreement that the next one takes the place of."""
    made = queries.agreements_of(account_id, actor=actor)
    return next((one for one in made if not one.called_off), None)


def _defaults() -> tuple[queries.Tier, ...]:
    return queries.default_tiers(queries.rules_on(shanghai_day(utc_now())))


def _pause_fields(before: queries.AgreementRow | None) -> list[Field]:
    """Return the fields of the street's pause, as the agreement before says of it."""
    clause = texts_of([before.pause_clause_id]) if before else {}
    said = clause.get(before.pause_clause_id or 0, "") if before else ""
    return [
        {"name": "pause", "label": _("街道可以要求暂缓一次"), "kind": "choices", "required": True,
         "options": [("no", _("否")), ("yes", _("是"))], "value": "yes" if before and before.pause_allowed else "no"},
        {"name": "pause_clause", "label": _("约定暂缓的条款"), "value": said, "more": {"maxlength": 60}},
    ]  # fmt: skip


def _cited_fields(row: queries.AccountRow, actor: Actor) -> list[Field]:
    """Return the fields for what the committee decided, for who enters its call; none where nobody cites."""
    on = shanghai_day(utc_now())
    items = votes.citable(row.estate_id, MATTER, on=on)
    return votes.cited_fields(row.estate_id, items, actor=actor, on=on) if items is not None else []
