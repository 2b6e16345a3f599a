"""The pictures of a case: only for those who may see the case, large or as a small preview."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages.case import seeing, viewer_of
from hemei.ground.records import queries as records
from hemei.kernel.clock import utc_now
from hemei.ui.doors import stands_alone

_KEPT = "private, max-age=86400, immutable"


@stands_alone
@require_GET
def photo(request: HttpRequest, number: str, file_id: int) -> HttpResponse:
    """Answer a picture of a case; not there and not yours look alike."""
    viewer = viewer_of(request, number)
    with seeing(viewer):
        page = queries.case_page(viewer=viewer, number=number, now=utc_now())
    file = page.files.get(file_id) if page else None
    if file is None:
        raise Http404
    content = records.file_content(file)
    if "small" in request.GET:
        content = records.preview_of(content)
    answer = HttpResponse(content, content_type=file.media_type)
    answer["Cache-Control"] = _KEPT
    return answer
