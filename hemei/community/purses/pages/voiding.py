"""The statements of an account: one says that a statement is not the bank's, another confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.purses import queries, services
from hemei.community.purses.pages.shared import REFUSED, bank_account_or_404, entered, names, texts_of
from hemei.community.purses.queries import Act
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.files import saved
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def statements(request: HttpRequest, account_id: int) -> HttpResponse:
    """List the statements of an account, the void ones too; report one as not the bank's, confirm or refuse that."""
    actor = entered(request)
    row = bank_account_or_404(actor, account_id)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        judges = request.POST.get("act") == "judge"
        bank_account_or_404(actor, account_id, Act.VOID if judges else Act.READ)
        try:
            words = (_judge if judges else _doubt)(request, actor, account_id)
        except Refused as refused:
            if refused.decision.reasons[0].code == "not_found":
                raise Http404 from refused
            errors = _at_forms(request, errors_of(refused))
        else:
            messages.success(request, words)
            return HttpResponseRedirect(request.path)
    return _shown(request, actor, row, errors)


def _at_forms(request: HttpRequest, errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """Put what is wrong at the form of its statement: of each kind the page has one for each."""
    form = "judge" if request.POST.get("act") == "judge" else "doubt"
    number = whole_of(request.POST.get("statement", "")) or 0
    return {f"{form}-{number}-{name}" if name else "": texts for name, texts in errors.items()}


def _doubt(request: HttpRequest, actor: Actor, account_id: int) -> str:
    services.doubt_statement(
        actor=actor, now=utc_now(), account_id=account_id,
        statement_id=whole_of(request.POST.get("statement", "")) or 0,
        reason=plain(request.POST.get("reason", ""), 500),
        papers=[services.read_paper(one, one.name or "") for one in request.FILES.getlist("proof")],
    )  # fmt: skip
    return _("已登记作废，等另一人确认。")


def _judge(request: HttpRequest, actor: Actor, account_id: int) -> str:
    void = services.judge_statement(
        actor=actor, now=utc_now(), account_id=account_id,
        statement_id=whole_of(request.POST.get("statement", "")) or 0,
        agrees=request.POST.get("word") == "yes", reason=plain(request.POST.get("reason", ""), 500),
        confirmed_at=people_services.confirmed_at(request.session),
    )  # fmt: skip
    if void:
        return _("对账单已作废。请导入银行正确的对账单；日期和它重叠的对账单，请再导入一次。")
    return _("没有同意，对账单不变。")


def _shown(
    request: HttpRequest, actor: Actor, row: queries.AccountRow, errors: dict[str, list[str]]
) -> HttpResponse:
    found = queries.statements_of(
        row.id, actor=actor, purse=row.purse, before=whole_of(request.GET.get("before", ""))
    )
    hands = {one for each in found for one in (each.doubted_by, each.voided_by) if one}
    told = names(actor, row.scope, hands, utc_now()) if hands else {}
    bodies = _bodies(actor, row) if hands else {}
    texts = texts_of(one.doubt_id for one in found)
    context = {
        "account": row,
        "of_fund": row.purse == queries.FUND,
        "statements": [_face(actor, row, one, (told, bodies, texts)) for one in found],
        "older": f"?before={found[-1].id}" if len(found) == queries.MOST_STATEMENTS else "",
        "reads": queries.may(actor, Act.READ, row.purse).allowed,
        "judges": queries.may(actor, Act.VOID, row.purse).allowed,
        "confirmed": services.code_counts(people_services.confirmed_at(request.session), utc_now()),
        "confirm": f"{reverse('people:confirm')}?next={request.path}",
        "errors": errors,
        "typed": {name: request.POST.get(name, "") for name in ("statement", "reason")},
    }
    return render(request, "purses/statements.html", context, REFUSED if errors else 200)


def _bodies(actor: Actor, account: queries.AccountRow) -> dict[int, str]:
    """Return for which body each statement was reported, by statement."""
    with people_services.opened(actor, account.scope):
        reported = queries.reporting_bodies(account.stream)
    bodies = people.body_names(reported.values())
    return {statement: bodies.get(body, "") for statement, body in reported.items()}


def _face(
    actor: Actor, account: queries.AccountRow, row: queries.StatementRow, words: tuple[Mapping[int, str], ...]
) -> dict[str, Any]:  # fmt: skip
    told, bodies, texts = words
    papers: list[str] = []
    if row.doubted_at is not None:
        with people_services.opened(actor, account.scope):
            kept = record.files_of([queries.statement_papers(row.id)])
        papers = [reverse("purses:void_paper", args=[account.id, row.id, one.id]) for one in kept]
    lines = queries.void_lines(row.id, actor=actor) if row.voided_at is not None else []
    return {
        "row": row,
        "closing": "" if row.closing_fen is None else yuan(row.closing_fen),
        "doubter": " ".join(one for one in (bodies.get(row.id), told.get(row.doubted_by or 0)) if one),
        "judge": told.get(row.voided_by or 0, ""),
        "why": texts.get(row.doubt_id or 0, ""),
        "papers": papers,
        "lines": [(reference, day, yuan(fen)) for reference, day, fen in lines],
        "mine": actor.person_id in {row.doubted_by, row.read_by},
    }


@never_cache
@require_safe
@signed_in
def paper(request: HttpRequest, account_id: int, statement_id: int, file_id: int) -> HttpResponse:
    """Give the bank's paper of a statement that is not its own; not there and not yours look alike."""
    actor = entered(request)
    row = bank_account_or_404(actor, account_id)
    known = queries.statements_of(row.id, actor=actor, purse=row.purse, before=statement_id + 1)
    with people_services.opened(actor, row.scope):
        found = {one.id: one for one in record.files_of([queries.statement_papers(statement_id)])}
    if file_id not in found or not known or known[0].id != statement_id:
        raise Http404
    kept = found[file_id]
    return saved(record.file_content(kept), kept.media_type, _("银行的书面证明"))
