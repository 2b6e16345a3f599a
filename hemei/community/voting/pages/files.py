"""What of a vote can be taken home: the public file, the verifier, and, with a reason that is recorded, the rest."""

from __future__ import annotations

import io
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.voting import queries, services
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import FORM
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.inspecting import Opened
from hemei.community.voting.rules.packing import packed
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.words import local_time

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = "application/json; charset=utf-8"


@require_safe
@signed_in
def verifier(request: HttpRequest) -> HttpResponse:
    """Give the program that recounts."""
    gate.entered(request)
    answer = HttpResponse(queries.verifier(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify.py"'
    return answer


@require_safe
@never_cache
@signed_in
def public(request: HttpRequest, assembly_id: int, number: int) -> HttpResponse:
    """Give the public file of a published vote, or of a former count of it, to whoever reads the meeting."""
    actor = gate.entered(request)
    found = gate.assembly_or_404(assembly_id, actor)
    rows = [row for row in queries.outcomes(assembly_id, actor=actor) if row.vote.number == number]
    if not rows or found.published_at is None:
        raise Http404
    at_round = whole_of(request.GET.get("round", ""))
    if at_round is not None and not 0 < at_round <= rows[0].round:
        raise Http404
    with _wide(actor, found):
        files = queries.files_of(
            rows[0].vote.id, actor=system_actor(found.scope), now=utc_now(), at_round=at_round
        )
    if files is None:
        raise Http404
    answer = HttpResponse(queries.encoded(files.public), content_type=JSON)
    answer["Content-Disposition"] = f'attachment; filename="public-{assembly_id}-{number}.json"'
    return answer


def _wide(actor: Actor, found: queries.AssemblyRow) -> AbstractContextManager[None]:
    """Open the rows of the place to an owner while a file is made for him; he is given the file, not the rows."""
    return (
        nullcontext()
        if may(actor, Act.SEE, found.scope).allowed
        else people_services.opened(actor, found.scope)
    )


_WORDS: dict[Opened, tuple[str, str]] = {
    "full": ("full", "voting:full_file"),
    "court": ("court", "voting:court_file"),
    "secret_vote": ("secret-vote", "voting:secret_vote"),
}


def _titles() -> dict[Opened, tuple[str, str]]:
    return {
        "full": (
            _("查阅完整文件"),
            _("含每张选票的选择和登记，只供组织者、法院和查阅的业主使用，请勿转发。"),
        ),
        "court": (_("导出案卷"), _("公告、名册、异议、选票、结果、标准和记录，连同校验清单，供法院使用。")),
        "secret_vote": (
            _("导出秘密投票材料"),
            _("供改用 Belenios 秘密投票的小区使用：选举人名单、权重和题目。"),
        ),
    }


def opens(found: queries.AssemblyRow, actor: Actor) -> list[tuple[str, str]]:
    """Return the files the reader may open with a reason: that for a secret vote before the vote, the rest after it."""
    if found.roll_id is None or found.state is State.CALLED_OFF:
        return []
    before = {"secret_vote"} if found.closed_at is None else set()
    wanted = {"full", "court"} if found.judged_at else before
    titles = _titles()
    return [
        (titles[what][0], reverse(address, args=[found.id]))
        for what, (_name, address) in _WORDS.items()
        if what in wanted and gate.inspects(actor, found, what)
    ]


def _inspect(request: HttpRequest, assembly_id: int, what: Opened) -> HttpResponseBase:
    """Ask for the reason, record it, then hand the file out."""
    actor = gate.entered(request)
    found = gate.assembly_or_404(assembly_id, actor)
    if not gate.inspects(actor, found, what):
        raise Http404
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            return _handed_out(request, actor, found, what)
        except Refused as refused:
            errors = errors_of(refused)
    title, lead = _titles()[what]
    home = reverse("voting:assembly", args=[assembly_id])
    context = {
        "title": title,
        "lead": lead,
        "button": _("下载"),
        "back": home,
        "crumbs": [(_("业主表决"), reverse("voting:assemblies")), (found.title, home), (title, "")],
        "fields": [
            {"name": "reason", "label": _("事由"), "area": True, "required": True, "hint": _("会记入会议的记录。"),
             "value": request.POST.get("reason", "")},
            *_kept(found, what, request.POST.get("file", "")),
        ],
        "errors": errors,
        "danger": False,
    }  # fmt: skip
    return render(request, "voting/act.html", context, gate.REFUSED if errors else 200)


def _handed_out(
    request: HttpRequest, actor: Actor, found: queries.AssemblyRow, what: Opened
) -> HttpResponseBase:
    """Record why, then hand out the archive."""
    reason = request.POST.get("reason", "")[: LONGEST_TEXT + 1]
    if what == "court":
        return _case(request, actor, found, reason)
    services.note_inspection(actor=actor, now=utc_now(), assembly_id=found.id, what=what, reason=reason)
    with _wide(actor, found):
        wide = system_actor(found.scope)
        secret = what == "secret_vote"
        content = packed(queries.secret_vote(found.id, actor=wide) if secret else _full(found, wide))
    return _archive(content, f"{_WORDS[what][0]}-{found.id}.zip")


def _case(request: HttpRequest, actor: Actor, found: queries.AssemblyRow, reason: str) -> HttpResponseBase:
    """Hand out a new case file, or one that was made before; of one in several volumes, the one asked for."""
    before, asked = (whole_of(request.POST.get(name, "")) for name in ("file", "volume"))
    if before is None:
        made = services.keep_court_file(actor=actor, now=utc_now(), assembly_id=found.id, reason=reason)
        if made.volumes == 1:
            return _archive(made.content, f"court-{found.id}.zip")
        return _volumes(request, found, made.id, queries.volumes_in(made.content))
    services.note_inspection(actor=actor, now=utc_now(), assembly_id=found.id, what="court", reason=reason)
    with _wide(actor, found):
        content = queries.kept_court_file(found.id, before)
        if content is None:
            raise Http404
        volumes = queries.volumes_in(content)
        if len(volumes) == 1 or asked == 1:
            return _archive(content, f"court-{found.id}{'-1' if volumes[1:] else ''}.zip")
        if asked is None:
            return _volumes(request, found, before, volumes)
        sent = queries.volume(found.id, volumes[asked - 1]) if 1 < asked <= len(volumes) else None
    if sent is None:
        raise Http404
    answer = StreamingHttpResponse(sent, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="court-{found.id}-{asked}.zip"'
    return answer


def _volumes(
    request: HttpRequest, found: queries.AssemblyRow, file_id: int, volumes: list[list[str]]
) -> HttpResponse:
    """List the volumes of a case file; each is asked for by itself, with the reason that was given."""
    context = {
        "found": found,
        "file": file_id,
        "reason": request.POST.get("reason", ""),
        "volumes": [(number, len(names)) for number, names in enumerate(volumes, start=1)],
    }
    return render(request, "voting/volumes.html", context)


def _archive(content: bytes, name: str) -> FileResponse:
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename=name, content_type="application/zip"
    )


def _kept(found: queries.AssemblyRow, what: Opened, chosen: str) -> list[dict[str, Any]]:
    """Return the choice between a new case file and those made before, where there are any."""
    before = queries.kept_court_files(found.id) if what == "court" else []
    options = [
        (
            one.id,
            f"{local_time(one.kept_at)} · SHA-256 {one.sha256[:16]}"
            + (_(" · 共%(count)s卷") % {"count": one.volumes} if one.volumes > 1 else ""),
        )
        for one in before
    ]
    about = _("已经制作的案卷原样保存，可以再次取出；不选就按现在的记录重新制作一份。")
    field = {"name": "file", "label": _("已有的案卷"), "options": options, "value": chosen, "hint": about}
    return [field] if options else []


def _full(found: queries.AssemblyRow, wide: Actor) -> Iterator[tuple[str, bytes]]:
    for row in queries.outcomes(found.id, actor=wide):
        files = queries.files_of(row.vote.id, actor=wide, now=utc_now())
        if files is not None:
            yield f"{row.vote.number}/full.json", queries.encoded(files.full)
            yield f"{row.vote.number}/public.json", queries.encoded(files.public)
    yield "verify.py", queries.verifier()


@FORM
@never_cache
@signed_in
def full(request: HttpRequest, assembly_id: int) -> HttpResponseBase:
    """Hand out the full files with a reason."""
    return _inspect(request, assembly_id, "full")


@FORM
@never_cache
@signed_in
def court(request: HttpRequest, assembly_id: int) -> HttpResponseBase:
    """Hand out the case file with a reason."""
    return _inspect(request, assembly_id, "court")


@FORM
@never_cache
@signed_in
def secret_vote(request: HttpRequest, assembly_id: int) -> HttpResponseBase:
    """Hand out what another system needs for a secret vote."""
    return _inspect(request, assembly_id, "secret_vote")
