"""Addresses of volunteering."""

from __future__ import annotations

from django.urls import path

from hemei.leadership.volunteering.pages import communities, mine, pairings, people

app_name = "volunteering"
_HERE = "service/communities/<int:place_id>"
urlpatterns = [
    path("service", communities.communities, name="communities"),
    path("service.xlsx", communities.communities_sheet, name="sheet"),
    path("service/mine", mine.mine, name="mine"),
    path("service/mine/hours", mine.tell, name="tell"),
    path("service/volunteers/<int:volunteer_id>/leave", mine.leave, name="leave"),
    path(_HERE, communities.community, name="community"),
    path(f"{_HERE}/pair", communities.pair, name="pair"),
    path(f"{_HERE}/people", people.people, name="people"),
    path(f"{_HERE}/people.xlsx", people.people_sheet, name="people_sheet"),
    path(f"{_HERE}/hours", people.tell_for, name="tell_for"),
    path(f"{_HERE}/hours.xlsx", people.hours_sheet, name="hours_sheet"),
    path(f"{_HERE}/hours/<int:hours_id>", people.judge, name="judge"),
    path(f"{_HERE}/<str:name>", communities.act, name="act"),
    path("service/pairings", pairings.pairings, name="pairings"),
    path("service/pairings.xlsx", pairings.pairings_sheet, name="pairings_sheet"),
    path("service/offers", pairings.offer, name="offer"),
    path("service/pairings/<int:pairing_id>", pairings.pairing, name="pairing"),
    path("service/pairings/<int:pairing_id>/<str:name>", pairings.act, name="pairing_act"),
]
