"""Addresses of the maintenance fund."""

from __future__ import annotations

from django.urls import path

from hemei.community.funds.pages import (
    correcting,
    doors,
    fund,
    lists,
    opening,
    own,
    planning,
    refunding,
    uses,
)

app_name = "funds"
urlpatterns = [
    path("funds", lists.funds, name="funds"),
    path("funds/opening", opening.opening, name="opening"),
    path("funds.xlsx", lists.funds_sheet, name="funds_sheet"),
    path("funds/households", lists.households, name="households"),
    path("funds/households.xlsx", lists.households_sheet, name="households_sheet"),
    path("funds/uses", lists.uses, name="uses"),
    path("funds/uses.xlsx", lists.uses_sheet, name="uses_sheet"),
    path("funds/emergencies", lists.emergencies, name="emergencies"),
    path("funds/mine", own.mine, name="mine"),
    path("funds/uses/<int:use_id>", uses.use, name="use"),
    path("funds/uses/<int:use_id>/shares.xlsx", uses.shares_sheet, name="shares_sheet"),
    path("funds/uses/<int:use_id>/files/<int:file_id>", uses.file, name="file"),
    path("funds/estates/<str:code>", fund.fund, name="fund"),
    path("funds/estates/<str:code>/doors", doors.doors, name="doors"),
    path("funds/estates/<str:code>/corrections", correcting.corrections, name="corrections"),
    path(
        "funds/corrections/<int:correction_id>/files/<int:file_id>",
        correcting.paper,
        name="correction_paper",
    ),
    path("funds/estates/<str:code>/refunds", refunding.refunds, name="refunds"),
    path("funds/estates/<str:code>/uses/new", planning.new, name="new"),
]
