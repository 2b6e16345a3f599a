"""An account at the bank, the first or another: one enters it with the bank's paper, another confirms it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries, services
from hemei.community.purses.pages.forms import Field, form, page_of
from hemei.community.purses.pages.shared import REFUSED, entered, names
from hemei.community.purses.queries import Act
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.files import saved
from hemei.ui.forms import at_fields, errors_of, needed_day, plain, whole_of
from hemei.ui.render import render

_REVENUE = "revenue"
_FIELDS = {"holder", "bank", "number", "opened_on", "proof"}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def fund(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Enter or confirm the account in which the maintenance fund of an estate lies."""
    actor = entered(request, Act.OPEN_FUND)
    book = ledgers.ledger(ledger_id, actor=actor)
    if book is None:
        raise Http404
    now = queries.fund_account_of(book.estate_id, actor=actor)
    lead = _("公共收益补充维修资金，只能付到这里登记的账号。")
    if now is not None:
        lead = _("已登记尾号%(tail)s的账号；划转到新的开户银行以后，登记新的。") % {"tail": now.tail}
    back = reverse("ledgers:book", args=[ledger_id])
    page = {"title": _("登记维修资金专户"), "lead": lead, "steps": [(book.estate, back)], "back": back}
    return _shown(request, actor, (book.estate_id, book.scope, queries.FUND), page)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def revenue(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Enter or confirm the account at the bank for the public revenue, the first or another one."""
    actor = entered(request, Act.OPEN)
    book = ledgers.ledger(ledger_id, actor=actor)
    if book is None:
        raise Http404
    now = queries.account_of(book.estate_id, actor=actor)
    if now is None:
        back = reverse("purses:accounts")
        page = {
            "title": _("登记共管账户"), "steps": [(_("共管账户"), back), (book.estate, "")], "back": back,
            "lead": _("确认以后，公共收益从这个账户付款；接着登记账户协议和审批人。"),
        }  # fmt: skip
    else:
        back = reverse("purses:account", args=[now.id])
        page = {
            "title": _("换共管账户的银行账户"), "steps": [(book.estate, back)], "back": back,
            "lead": _("现在是%(bank)s，尾号%(tail)s。确认以后从新账户付款，协议、审批人、付款单不变。")
            % {"bank": now.bank, "tail": now.tail},
        }  # fmt: skip
    return _shown(request, actor, (book.estate_id, book.scope, _REVENUE), page)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """Name the estate whose joint account is entered, and go on to its page."""
    actor = entered(request, Act.OPEN)
    fields: list[Field] = [
        {"name": "code", "label": _("小区编号"), "required": True, "hint": _("在小区页的标题下面。"),
         "more": {"maxlength": 30}},
    ]  # fmt: skip

    def act(data: QueryDict) -> str:
        typed = plain(data.get("code", ""), 30)
        site = places.estate_by_code(typed, actor=actor)
        if site is None:
            raise Refused.because(
                mark("没有编号是“{typed}”的小区。"), remedy=mark("请填写小区编号，在小区页的标题下面。"), field="code",
                code="estate", typed=typed,
            )  # fmt: skip
        book = ledgers.ledger_of(site.id, actor=actor)
        if book is None:
            raise services.without_books(site.name)
        return reverse("purses:number", args=[book.id])

    page = page_of(_("登记共管账户"), _("下一步"), "", reverse("purses:accounts"))
    return form(request, page, fields, act)


def _shown(
    request: HttpRequest, actor: Actor, of: tuple[int, str, str], page: dict[str, Any]
) -> HttpResponse:
    estate, scope, purse = of
    judged, refused = request.POST.get("act") == "judge", None
    if request.method == "POST":
        try:
            made, words = (_judge if judged else _ask)(request, actor, estate, purse)
        except Refused as error:
            if error.decision.reasons[0].code == "not_found":
                raise Http404 from error
            refused = error
        else:
            messages.success(request, words)
            if made is not None and purse == _REVENUE:
                return HttpResponseRedirect(reverse("purses:account", args=[made]))
            return HttpResponseRedirect(page["back"] if judged else request.path)
    with people_services.opened(actor, scope):
        waits = queries.waiting_account(estate, purse)
        papers = record.files_of([waits.papers]) if waits else []
    errors = errors_of(refused) if refused else {}
    context = {
        **page,
        "waits": waits,
        "papers": [reverse("purses:account_paper", args=[estate, purse, one.id]) for one in papers],
        "asker": _name(actor, scope, waits.asked_by if waits else None),
        "mine": waits is not None and waits.asked_by != actor.person_id,
        "confirmed": services.code_counts(people_services.confirmed_at(request.session), utc_now()),
        "confirm": f"{reverse('people:confirm')}?next={request.path}",
        "t": defaultdict(str, {} if judged else request.POST.dict()),
        "wrong": {} if judged else at_fields(errors, _FIELDS),
        "refusal": [text for texts in errors.values() for text in texts] if judged else [],
    }  # fmt: skip
    return render(request, "purses/numbers.html", context, REFUSED if refused else 200)


def _name(actor: Actor, scope: str, person: int | None) -> str:
    return names(actor, scope, {person}, utc_now()).get(person, "") if person else ""


def _ask(request: HttpRequest, actor: Actor, estate: int, purse: str) -> tuple[None, str]:
    data = request.POST
    draft = services.AccountDraft(
        purse=purse, bank=plain(data.get("bank", "")), holder=plain(data.get("holder", ""), 60),
        number=plain(data.get("number", "")), opened_on=needed_day(data.get("opened_on", ""), "opened_on"),
        papers=[services.read_paper(one, one.name or "") for one in request.FILES.getlist("proof")],
    )  # fmt: skip
    services.ask_account(actor=actor, now=utc_now(), estate_id=estate, draft=draft)
    return None, _("已登记，等另一人确认。")


def _judge(request: HttpRequest, actor: Actor, estate: int, purse: str) -> tuple[int | None, str]:
    made = services.judge_account(
        actor=actor, now=utc_now(), estate_id=estate, purse=purse, agrees=request.POST.get("word") == "yes",
        confirmed_at=people_services.confirmed_at(request.session), reason=plain(request.POST.get("reason", ""), 200),
    )  # fmt: skip
    return made, _("没有同意，账户不变。") if made is None else _("已确认，从现在起用这个账户。")


@never_cache
@require_http_methods(["GET"])
@signed_in
def paper(request: HttpRequest, estate_id: int, purse: str, file_id: int) -> HttpResponse:
    """Give the bank's paper of an account that waits; not there and not yours look alike."""
    actor = entered(request, Act.OPEN_FUND if purse == queries.FUND else Act.OPEN)
    ledger = ledgers.ledger_of(estate_id, actor=actor)
    if ledger is None:
        raise Http404
    with people_services.opened(actor, ledger.scope):
        waits = queries.waiting_account(estate_id, purse)
        found = {one.id: one for one in record.files_of([waits.papers])} if waits else {}
    if file_id not in found or whole_of(str(file_id)) is None:
        raise Http404
    kept = found[file_id]
    return saved(record.file_content(kept), kept.media_type, _("开户材料"))
