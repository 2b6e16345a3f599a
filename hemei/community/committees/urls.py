"""Addresses of committees."""

from __future__ import annotations

from django.urls import path, re_path

from hemei.community.committees.pages.elections import lists, mine, page

app_name = "committees"
urlpatterns = [
    path("elections", lists.elections, name="elections"),
    path("elections.xlsx", lists.elections_sheet, name="elections_sheet"),
    path("elections/new", lists.begin, name="begin"),
    path("elections/<int:election_id>", page.election, name="election"),
    re_path(
        r"^elections/(?P<election_id>[0-9]{1,18})/documents/(?P<name>[a-z]+)\.(?P<ending>pdf|docx)$",
        page.document,
        name="document",
    ),
    path("elections/<int:election_id>/files/<int:file_id>", page.posted_file, name="file"),
    path("elections/<int:election_id>/<str:name>", page.act, name="act"),
    path("elections/candidates/<int:candidate_id>", page.candidate, name="candidate"),
    path("elections/candidates/<int:candidate_id>/withdraw", page.withdraw, name="withdraw"),
    path("elections/mine", mine.mine, name="mine"),
    path("elections/mine/ask", mine.ask, name="ask"),
    path("elections/mine/<int:election_id>", mine.own_election, name="own_election"),
    path("elections/mine/<int:election_id>/stand", mine.stand, name="stand"),
    path("elections/mine/<int:election_id>/object", mine.object_to, name="object_to"),
]
