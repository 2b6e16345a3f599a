"""Addresses of credit."""

from __future__ import annotations

from django.urls import path

from hemei.oversight.credit import departments
from hemei.oversight.credit.pages import bureau, exchange, lines, published, subjects

app_name = "credit"
urlpatterns = [
    path("credit", published.levels, name="levels"),
    path("credit.xlsx", published.levels_sheet, name="levels_sheet"),
    path("credit/compare", published.compare, name="compare"),
    path("credit/reports/<str:token>", published.report, name="report"),
    path("credit/reports/<int:report_id>/file", subjects.report_file, name="report_file"),
    path("credit/lines", lines.lines, name="lines"),
    path("credit/lines.xlsx", lines.lines_sheet, name="lines_sheet"),
    path("credit/lines/new", lines.new, name="new"),
    path("credit/lines/<int:line_id>", lines.line, name="line"),
    path("credit/mine", subjects.mine, name="mine"),
    path("credit/of/<str:code>", subjects.subject, name="subject"),
    path("credit/slides", bureau.slides, name="slides"),
    path("credit/slides.xlsx", bureau.slides_sheet, name="slides_sheet"),
    path("credit/trial", bureau.trial, name="trial"),
    path("credit/exchange", exchange.exchanged, name="exchange"),
    path("credit/exchange.xlsx", exchange.exchange_sheet, name="exchange_sheet"),
    path("credit/lists", exchange.lists, name="lists"),
    path("credit/lists.xlsx", exchange.lists_sheet, name="lists_sheet"),
    path("api/credit/exchange/keys.json", departments.keys, name="exchange_keys"),
    path("api/credit/exchange/<str:department>/query", departments.query, name="exchange_query"),
    path("api/credit/exchange/<str:department>/penalty", departments.penalty, name="exchange_penalty"),
    path("credit/catalogue", bureau.catalogue, name="catalogue"),
]
