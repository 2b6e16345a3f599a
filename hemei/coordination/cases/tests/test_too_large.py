"""What is too large is refused with the form as it was, for reports and for acts."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.tests.conftest import Quarter, picture
from hemei.coordination.cases.tests.test_pages import PHONE, act, browser_of, reported, send
from hemei.kernel.actor import Role


def test_a_text_of_three_megabytes_is_refused_with_the_form_as_it_was(quarter: Quarter) -> None:
    page = send(quarter, text="字" * 1_000_000, spot="3 幢门口")
    assert page.status_code == 422
    assert "最多2000字" in page.text
    assert page.text.count("字字字字字字字字字字") == 100_000
    assert "3 幢门口" in page.text


def test_more_text_than_memory_is_given_for_is_refused_as_such(quarter: Quarter) -> None:
    page = send(quarter, text="字" * 2_000_000)
    assert page.status_code == 413
    assert "内容太大" in page.text


def photo_of(megabytes: int, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"\0" * megabytes * 1_000_000, "image/jpeg")


def test_a_photo_too_large_to_be_taken_in_is_named_and_the_form_shown_again(quarter: Quarter) -> None:
    page = send(quarter, photos=[picture(), photo_of(31, "全景.jpg")], spot="3 幢门口", phone=PHONE)
    assert page.status_code == 413
    assert "照片“全景.jpg”超过 12 MB，没有收下" in page.text
    assert "现场.jpg" not in page.text
    for typed in ("消防通道被车占了", "3 幢门口", PHONE, 'value="one"'):
        assert typed in page.text
    assert not Case.objects.exists()


def test_an_act_with_a_photo_too_large_keeps_what_was_typed(quarter: Quarter) -> None:
    clerk: Client = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    number = reported(quarter)
    page = act(clerk, number, "comment", text="已到现场看过", photos=[photo_of(31, "全景.jpg")])
    assert page.status_code == 413
    assert "照片“全景.jpg”超过 12 MB，没有收下" in page.text
    assert "已到现场看过" in page.text
