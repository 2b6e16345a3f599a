"""The desk prints the receipt of a paper ballot for an owner who stands there; nobody reads a choice from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.voting import queries, services
from hemei.community.voting.pages.paper import REFUSED, clerks_only
from hemei.community.voting.rules.receipts import receipt_number
from hemei.community.voting.rules.voters import DOCUMENTS
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hemei.community.voting.rules.receipts import CountedSheet


@never_cache
@require_http_methods(["GET", "POST"])
@clerks_only
def receipt(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Ask which owner came and what he showed; then give the receipt to print."""
    actor, now = request.actor, utc_now()  # type: ignore[attr-defined]
    unit = queries.desk_unit(roll_unit_id, actor=actor, now=now)
    if unit is None or all(channel != "paper" for channel, _at in unit.sheets):
        raise Http404
    errors: dict[str, list[str]] = {}
    papers: list[CountedSheet] = []
    if request.method == "POST":
        try:
            papers = services.print_receipt(
                actor=actor, now=now, roll_unit_id=roll_unit_id, document=request.POST.get("document", ""),
                owner_id=whole_of(request.POST.get("owner", "")),
            )  # fmt: skip
        except Refused as refused:
            errors = errors_of(refused)
    context = {
        "unit": unit,
        "sheets": counted_face(papers, unit.roll_id, {line.vote_id: line.title for line in unit.items}),
        "owners": [(person, name or _("外地登记的业主")) for person, name in unit.owners],
        "documents": [(code, say(words)) for code, words in DOCUMENTS.items()],
        "signature": queries.signature_rule(unit.roll_id),
        "values": request.POST,
        "errors": errors,
    }
    return render(request, "voting/paper_receipt.html", context, REFUSED if errors else 200)


def counted_face(
    papers: Sequence[CountedSheet], roll_id: int, titles: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return papers as they read without their choices."""
    return [
        {
            "id": paper.sheet_id,
            "number": receipt_number(roll_id, paper.sheet_id),
            "at": paper.received_at,
            "unsigned": paper.unsigned,
            "ballots": [(titles[one.vote_id], one) for one in paper.ballots],
        }
        for paper in papers
    ]
