"""Addresses of boards."""

from __future__ import annotations

from django.urls import path

from hemei.coordination.boards.pages import boards, phones, public, runs

app_name = "boards"
urlpatterns = [
    path("boards", boards.boards, name="boards"),
    path("boards.xlsx", boards.boards_sheet, name="boards_sheet"),
    path("boards/print", runs.ask, name="print"),
    path("boards/runs/<int:run_id>", runs.run, name="run"),
    path("boards/runs/<int:run_id>/boards.pdf", runs.file, name="file"),
    path("boards/phones", phones.phones, name="phones"),
    path("boards/phones.xlsx", phones.phones_sheet, name="phones_sheet"),
    path("boards/phones/set", phones.set_numbers, name="set_phone"),
    path("boards/<int:estate_id>", boards.board, name="board"),
    path("boards/<int:estate_id>/checked", boards.checked, name="checked"),
    path("boards/editions/<int:edition_id>/post", boards.post, name="post"),
    path("board/<str:token>", public.board, name="public"),
    path("b/<str:code>", public.edition, name="edition"),
    path("b/<str:code>/hangs", public.still_hangs, name="still_hangs"),
]
