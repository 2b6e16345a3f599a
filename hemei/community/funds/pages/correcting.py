"""Corrections of a fund: report what was recorded wrongly as paid or credited; a second person says yes or no."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.funds import queries, services
from hemei.community.funds.pages.shared import REFUSED, carried, confirm_first, entered, found_fund
from hemei.community.funds.queries import Act, CorrectionKind
from hemei.community.ledgers import queries as books
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.files import saved, shown
from hemei.ui.forms import at_fields, errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_FIELDS = ("kind", "receipt", "use", "door", "year", "shared", "came_on", "reference", "proof", "reason")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def corrections(request: HttpRequest, code: str) -> HttpResponse:
    """List what was reported of a fund, and report, confirm or refuse."""
    actor, refused = entered(request, Act.CORRECT), None
    row, act = found_fund(code, actor), plain(request.POST.get("act", ""), 20)
    back, judged = reverse("funds:corrections", args=[code]), act == "judge"
    if request.method == "POST":
        done = carried(
            request, back, lambda: _judge(actor, request) if judged else _report(actor, row, request)
        )
        if not isinstance(done, Refused):
            return done
        refused = done
    errors = errors_of(refused) if refused else {}
    found = queries.corrections_of(row.id, actor=actor)
    typed = request.POST if request.method == "POST" else request.GET
    context = {
        "row": row,
        "confirm": confirm_first(back),
        "confirmed": books.correction_code_counts(people_services.confirmed_at(request.session), utc_now()),
        "found": _faces(actor, found),
        "kinds": [(one.value, say(words)) for one, words in queries.CORRECTION_NAMES.items()],
        "uses": [(str(number), words) for number, words in queries.paid_uses(row.id, actor=actor)],
        "shared": [(str(number), words) for number, words in queries.shared_out(row.id, actor=actor)],
        "years": [(str(year), str(year)) for year in queries.credited_years(row.id, actor=actor)],
        "t": defaultdict(str, {} if judged else typed.dict()),
        "judged": whole_of(request.POST.get("number", "")) if judged else None,
        "wrong": {} if judged else at_fields(errors, _FIELDS),
        "refusal": [text for texts in errors.values() for text in texts] if judged else [],
        "open": bool(refused and not judged) or "kind" in request.GET,
    }
    return render(request, "funds/corrections.html", context, REFUSED if refused else 200)


def _faces(actor: Actor, found: list[queries.CorrectionRow]) -> list[dict[str, Any]]:
    if not found:
        return []
    persons = {one for row in found for one in (row.reported_by, row.judged_by) if one}
    with people_services.opened(actor, found[0].scope):
        names = {number: one.name for number, one in people.persons(persons, now=utc_now()).items()}
    texts = records.open_sealed([one for row in found for one in (row.reason_id, row.answer_id) if one])
    files: dict[str, list[int]] = {}
    for file in records.files_of(sorted({row.stream for row in found})):
        if file.purpose == services.CORRECTION_PAPER:
            files.setdefault(file.stream, []).append(file.id)
    return [
        {
            "row": one,
            "what": say(queries.CORRECTION_NAMES[one.kind]),
            "of": " ".join(part for part in (one.title, one.door, str(one.year or "")) if part),
            "state": say(queries.CORRECTION_STATE_NAMES[one.state]),
            "tone": _TONES[one.state],
            "reason": texts.get(one.reason_id) or "",
            "answer": texts.get(one.answer_id or 0) or "",
            "reporter": names.get(one.reported_by, ""),
            "judge": names.get(one.judged_by or 0, ""),
            "papers": [reverse("funds:correction_paper", args=[one.id, file]) for file in files.get(one.stream, ())],
            "mine": one.waits_for(actor.person_id),
        }
        for one in found
    ]  # fmt: skip


_TONES = {
    queries.CorrectionState.REPORTED: "warn",
    queries.CorrectionState.CONFIRMED: "good",
    queries.CorrectionState.REFUSED: "",
}


def _judge(actor: Actor, request: HttpRequest) -> str:
    agrees = request.POST.get("word") == "yes"
    services.judge_correction(
        actor=actor, now=utc_now(), correction_id=whole_of(request.POST.get("number", "")) or 0, agrees=agrees,
        reason=plain(request.POST.get("reason", ""), 400),
        confirmed_at=people_services.confirmed_at(request.session),
    )  # fmt: skip
    return _("更正已确认，原来的一笔已冲销。") if agrees else _("没有同意更正，原来的登记不变。")


def _report(actor: Actor, row: queries.FundRow, request: HttpRequest) -> str:
    data = request.POST
    kind = plain(data.get("kind", ""), 20)
    if kind not in set(CorrectionKind):
        raise Refused.because(
            mark("没有选哪里错了。"), remedy=mark("请从列出的里选择。"), field="kind", code="missing"
        )
    draft = services.CorrectionDraft(
        kind=CorrectionKind(kind), of_id=_of(actor, row, CorrectionKind(kind), request),
        reason=plain(data.get("reason", ""), 400), reference=plain(data.get("reference", ""), 60),
        came_on=needed_day(data["came_on"], "came_on") if data.get("came_on") else None,
        proofs=[
            services.Proof("paper", one.name or "", cast("BinaryIO", one)) for one in request.FILES.getlist("proof")
        ],
    )  # fmt: skip
    services.report_correction(actor=actor, now=utc_now(), fund_id=row.id, draft=draft)
    return _("已登记更正，等另一人确认。")


def _of(actor: Actor, row: queries.FundRow, kind: CorrectionKind, request: HttpRequest) -> int:
    """Return what is said to be wrong by the fields of the form; raises Refused where it is not said."""
    data = request.POST
    if kind is CorrectionKind.INTEREST:
        return _needed(whole_of(data.get("year", "")), "year", mark("没有选结息的年度。"))
    if kind is CorrectionKind.DEPOSIT:
        found = queries.deposit_at(row.id, plain(data.get("receipt", ""), 60), actor=actor)
        return _needed(found, "receipt", mark("没有这个凭据的交存，或者已经冲销。"))
    if kind is CorrectionKind.COMMON:
        return _needed(whole_of(data.get("shared", "")), "shared", mark("没有选哪一次分配。"))
    use = whole_of(data.get("use", ""))
    if kind is CorrectionKind.USE:
        return _needed(use, "use", mark("没有选哪一项使用。"))
    household = queries.household_at(row.id, plain(data.get("door", ""), 40), actor=actor)
    number = _needed(household, "door", mark("没有这一户，或者没有填户号。"))
    if kind is not CorrectionKind.GAP:
        return number
    share = queries.share_at(_needed(use, "use", mark("没有选哪一项使用。")), number, actor=actor)
    return _needed(share, "door", mark("这一户没有分摊这一项。"))


def _needed(number: int | None, field: str, text: str) -> int:
    if not number:
        raise Refused.because(text, remedy=mark("请核对后再提交。"), field=field, code="missing")
    return number


@require_safe
@signed_in
def paper(request: HttpRequest, correction_id: int, file_id: int) -> HttpResponse:
    """Answer a paper that proves a correction; not there and not yours look alike."""
    found = queries.correction_fund(correction_id, actor=entered(request, Act.CORRECT))
    files = {one.id: one for one in records.files_of([found[1]])} if found else {}
    kept = files.get(file_id)
    if kept is None or kept.purpose != services.CORRECTION_PAPER:
        raise Http404
    content = records.file_content(kept)
    if kept.media_type.startswith("image/"):
        return shown(content, kept.media_type)
    return saved(content, kept.media_type, _("银行的书面凭证"))
