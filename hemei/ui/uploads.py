"""How much of an upload is taken in: what is too large is read past and named, and the form around it is kept.

The framework would answer the whole request with an error page, and a form without script would be lost. Here a
file that is too large is left out while it streams by: neither memory nor disk holds it, and the fields that
come after it are read. The page then says which file it was; see :func:`refuse_skipped`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from hemei.kernel.decision import Decision, Reason, Refused, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

MEGABYTE = 1_000_000
MOST_OF_FILE = 30 * MEGABYTE
MOST_OF_REQUEST = 120 * MEGABYTE
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was read past, and why in a word: `file`, `request` or `files`."""

    name: str
    why: str


def large_files(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that takes files as large as this copy takes at all, such as a register of a whole city."""
    view.large_files = True  # type: ignore[attr-defined]
    return view


class Bounded(FileUploadHandler):
    """Stands before the framework's handlers and lets through what is not too large."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.files = self.kept = 0
        self.hopeless = False
        match = getattr(request, "resolver_match", None)
        large = match is not None and getattr(match.func, "large_files", False)
        self.most_of_file = settings.MOST_UPLOAD if large else MOST_OF_FILE
        self.most_of_request = settings.MOST_UPLOAD if large else MOST_OF_REQUEST
        self.skipped: list[Skipped] = []
        if request is not None:
            request.skipped_uploads = self.skipped  # type: ignore[attr-defined]

    def handle_raw_input(self, *args: Any) -> None:
        """Hear how long the request is before any of it is read: one beyond all measure touches no disk."""
        content_length: int = args[2]
        self.hopeless = content_length > self.most_of_request + settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Note a file's beginning; it is skipped only later, when all handlers have begun it."""
        super().new_file(*args, **kwargs)
        self.files += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on, or leave the file out from here on."""
        why = self._why_not(start + len(raw_data), self.kept + len(raw_data))
        if why:
            self.kept -= start
            self.skipped.append(Skipped(str(self.file_name), why))
            raise SkipFile
        self.kept += len(raw_data)
        return raw_data

    def _why_not(self, of_file: int, of_request: int) -> str:
        if self.files > MOST_FILES:
            return "files"
        if of_file > self.most_of_file:
            return "file"
        return "request" if self.hopeless or of_request > self.most_of_request else ""

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def refuse_skipped(request: HttpRequest, *, field: str, most_megabytes: int) -> None:
    """Raise Refused naming every file that was not taken in; `most_megabytes` is what one file may have."""
    request.FILES  # noqa: B018 - reads the form, if nobody has yet
    skipped: list[Skipped] = getattr(request, "skipped_uploads", [])
    if skipped:
        raise Refused(Decision(False, tuple(_reason(one, field, most_megabytes) for one in skipped)))


def _reason(skipped: Skipped, field: str, most_megabytes: int) -> Reason:
    name = skipped.name[-40:]
    if skipped.why == "files":
        words, most = mark("一次最多收{most}个文件，“{name}”没有收下。"), MOST_FILES
    elif skipped.why == "request":
        words, most = (
            mark("一次提交的照片合计超过{most} MB，“{name}”没有收下。"),
            MOST_OF_REQUEST // MEGABYTE,
        )
    else:
        words, most = mark("照片“{name}”超过 {most} MB，没有收下。"), most_megabytes
    remedy = mark("您填写的内容都在；请换小一些的照片，再提交一次。")
    return Reason(words, {"name": name, "most": most}, remedy, code="too_large", field=field)
