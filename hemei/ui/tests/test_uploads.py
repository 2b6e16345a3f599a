"""What of an upload is taken in, what is read past, and that one does not harm the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from hemei.kernel.decision import Refused
from hemei.ui import uploads

_requests: list[HttpRequest] = []


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[None]:
    """Kilobytes in place of megabytes, streamed in pieces as large ones are."""
    monkeypatch.setattr(uploads, "MEGABYTE", 1_000_000)
    monkeypatch.setattr(uploads, "MOST_OF_FILE", 300_000)
    monkeypatch.setattr(uploads, "MOST_OF_REQUEST", 700_000)
    monkeypatch.setattr(uploads, "MOST_FILES", 4)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    yield
    while _requests:
        _requests.pop().close()  # as a server does after its answer


def sent(*sizes: int) -> HttpRequest:
    files = [
        SimpleUploadedFile(f"{number}.jpg", bytes([number]) * size) for number, size in enumerate(sizes, 1)
    ]
    _requests.append(RequestFactory().post("/", {"before": "早", "photos": files, "text": "晚"}))
    return _requests[-1]


def taken(request: HttpRequest) -> dict[str, int]:
    """Return the files by name with their sizes; each holds its own bytes only."""
    found = {}
    for file in request.FILES.getlist("photos"):
        content = file.read()
        assert set(content) <= {int(file.name[0])}
        assert len(content) == file.size
        found[file.name] = file.size
    return found


def reasons(request: HttpRequest) -> list[tuple[str, str | int]]:
    with pytest.raises(Refused) as refused:
        uploads.refuse_skipped(request, field="photos", most_megabytes=12)
    found = refused.value.decision.reasons
    assert {(reason.code, reason.field) for reason in found} == {("too_large", "photos")}
    return [(str(reason.values["name"]), reason.values["most"]) for reason in found]


@pytest.mark.parametrize("sizes", [(), (10,), (300_000,), (200_000, 200_000, 300_000), (1, 1, 1, 1)])
def test_what_fits_is_taken_whole(sizes: tuple[int, ...]) -> None:
    request = sent(*sizes)
    assert list(taken(request).values()) == list(sizes)
    uploads.refuse_skipped(request, field="photos", most_megabytes=12)


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ((300_001,), []),
        ((200_000, 900_000), ["1.jpg"]),
        ((900_000, 200_000), ["2.jpg"]),
        ((200_000, 900_000, 200_000), ["1.jpg", "3.jpg"]),
        ((900_000, 900_000, 200_000), ["3.jpg"]),
    ],
)
def test_a_file_too_large_is_left_out_and_its_neighbours_stay_whole(sizes, kept: list[str]) -> None:
    request = sent(*sizes)
    assert list(taken(request)) == kept
    assert {name for name, _ in reasons(request)} == {f"{n}.jpg" for n in range(1, len(sizes) + 1)} - {*kept}


def test_the_fields_before_and_after_are_read() -> None:
    request = sent(2_000_000)
    assert (request.POST["before"], request.POST["text"]) == ("早", "晚")


def test_together_they_may_not_be_too_large_and_a_smaller_one_still_fits() -> None:
    request = sent(300_000, 300_000, 200_000, 100_000)
    assert list(taken(request)) == ["1.jpg", "2.jpg", "4.jpg"]
    assert reasons(request) == [("3.jpg", 0)]


def test_too_many_are_named_too() -> None:
    request = sent(1, 1, 1, 1, 1)
    assert len(taken(request)) == 4
    assert reasons(request) == [("5.jpg", 4)]


def test_a_form_without_files_is_not_troubled() -> None:
    request = RequestFactory().post("/", "text=a", content_type="application/x-www-form-urlencoded")
    uploads.refuse_skipped(request, field="photos", most_megabytes=12)
