"""How the owners decided on a contract, entered later: by their vote here, or elsewhere, with the scan."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.contracts import back_to, contract_or_404, votes_field
from hemei.community.ledgers.pages.shared import Field, book_or_404, entered, form
from hemei.community.ledgers.pages.undecided import may_attest, second_word
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def decide(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Enter how the owners decided on a contract that was registered without their decision."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    registers = queries.may(actor, queries.Act.CONTRACT).allowed
    entered(request, queries.Act.CONTRACT if registers else queries.Act.ATTEST)
    row = contract_or_404(contract_id, actor)
    attests, who = may_attest(row, actor)

    def act(typed: QueryDict) -> None:
        services.register_decision(
            actor=actor, now=utc_now(), contract_id=row.id, vote_id=whole_of(typed.get("vote", "")),
            resolution=plain(typed.get("resolution", ""), 80),
            papers=[services.read_paper(one, one.name or "") for one in request.FILES.getlist("papers")],
        )  # fmt: skip

    page = {
        "title": _("登记业主决定"),
        "lead": _("在这里表决的，由登记合同的一方选表决；在别处决定的，由%(who)s写文号，附扫描件。")
        % {"who": who},
        "button": _("登记"),
        "done": _("业主决定已登记。"),
        "papers": _("业主大会决定的扫描件") if attests else "",
        "papers_required": not registers,
        **back_to(row),
    }
    number: list[Field] = [
        {"name": "resolution", "label": _("业主大会决定的文号"), "more": {"maxlength": 80}}
    ] if attests else []  # fmt: skip
    votes = votes_field(book_or_404(row.ledger_id, actor)) if registers else []
    if not votes and not number:
        page["closed"] = _(
            "现在没有可以选的业主表决。由%(first)s提请业主表决；在别处决定的，由%(who)s登记文号。"
        ) % {"first": second_word(row.estate_id)[1], "who": who}
    return form(request, page, [*votes, *number], act)


@never_cache
@require_safe
@signed_in
def paper(request: HttpRequest, contract_id: int, file_id: int) -> HttpResponse:
    """Give a scan of what the owners decided elsewhere."""
    row = contract_or_404(contract_id, entered(request))
    found = next((one for one in queries.decision_papers(row) if one.id == file_id), None)
    if found is None:
        raise Http404
    response = HttpResponse(records.file_content(found), content_type=found.media_type)
    if not found.media_type.startswith("image/"):
        response["Content-Disposition"] = f'attachment; filename="{contract_id}-{found.id}"'
    return response
