"""The draw of a posted round before everybody: seed, list, and how to repeat it. No sign-in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hemei.oversight.assessment import queries
from hemei.ui.render import render


class _Line(Protocol):
    @property
    def stratum(self) -> str: ...
    @property
    def key(self) -> str: ...


def shell_quoted(seed: str) -> str:
    """Return a seed as it stands between single quotes of a shell."""
    return seed.replace("'", "'\\''")


def list_file(lines: Iterable[_Line], round_id: int) -> HttpResponse:
    """Answer with the list as it was fixed, `stratum key` a line, sorted as its digest was made."""
    pairs = sorted((line.stratum, line.key) for line in lines)
    answer = HttpResponse(
        "".join(f"{stratum} {key}\n" for stratum, key in pairs), content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="sample-{round_id}.txt"'
    return answer


@require_safe
def draw(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show how the projects of a round were drawn."""
    row = queries.public_draw(round_id)
    if row is None:
        raise Http404
    context = {"row": row, "lines": queries.public_lines(row), "shell_seed": shell_quoted(row.seed)}
    return render(request, "assessment/draw.html", context)


@require_safe
def draw_text(request: HttpRequest, round_id: int) -> HttpResponse:  # noqa: ARG001 - the framework's
    """Hand out the list for a re-draw."""
    row = queries.public_draw(round_id)
    if row is None:
        raise Http404
    return list_file(queries.public_lines(row), round_id)
