"""Addresses of committees."""

from __future__ import annotations

from django.urls import path, re_path

from hemei.community.committees.pages.elections import lists, mine, page
from hemei.community.committees.pages.life import (
    advising,
    committee,
    contests,
    dangers,
    keeping,
    leaving,
    meeting,
    recalls,
    standing_in,
)

app_name = "committees"
_LIFE = "committee-life"
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
    path("elections/mine/<int:election_id>/decline", mine.decline, name="decline"),
    path("elections/mine/<int:election_id>/object", mine.object_to, name="object_to"),
    path(_LIFE, dangers.dangers, name="dangers"),
    path(f"{_LIFE}.xlsx", dangers.dangers_sheet, name="dangers_sheet"),
    path(f"{_LIFE}/advice/<int:advice_id>", advising.advise, name="advise"),
    path(f"{_LIFE}/advice/<int:advice_id>/answer", advising.answer, name="answer_advice"),
    path(f"{_LIFE}/of/<slug:thing>/<int:number>", advising.origin, name="origin"),
    path(f"{_LIFE}/contests/<int:contest_id>", contests.settle, name="settle_contest"),
    path(f"{_LIFE}/recalls/<int:recall_id>/confirm", recalls.confirm, name="confirm_recall"),
    path(f"{_LIFE}/recalls/<int:recall_id>/paper", recalls.paper, name="recall_paper"),
    path(f"{_LIFE}/recalls/<int:recall_id>/hearing", recalls.hear, name="hear"),
    path(f"{_LIFE}/recalls/<int:recall_id>/vote", recalls.vote, name="vote"),
    path(f"{_LIFE}/recalls/<int:recall_id>/withdraw", recalls.withdraw, name="withdraw_recall"),
    path(f"{_LIFE}/handovers/<int:handover_id>/scans/<int:file_id>", keeping.scan, name="scan"),
    path(f"{_LIFE}/handovers/<int:handover_id>/unsigned", keeping.unsigned, name="unsigned"),
    path(f"{_LIFE}/handovers/<int:handover_id>/<str:side>", keeping.sign, name="sign"),
    path(f"{_LIFE}/items/<int:item_id>", keeping.item, name="item"),
    path(f"{_LIFE}/seats/<int:seat_id>/leave", leaving.leave, name="leave"),
    path(f"{_LIFE}/leavings/<int:leaving_id>", leaving.settle, name="settle_leaving"),
    path(f"{_LIFE}/leavings/<int:leaving_id>/object", leaving.object_to, name="object_to_leaving"),
    path(f"{_LIFE}/leavings/<int:leaving_id>/paper", leaving.paper, name="leaving_paper"),
    path(f"{_LIFE}/leavings/<int:leaving_id>/notice", leaving.notice, name="leaving_notice"),
    path(f"{_LIFE}/stand-ins/<int:stand_in_id>/end", standing_in.end_stand_in, name="end_stand_in"),
    path(f"{_LIFE}/stand-in-members/<int:member_id>", standing_in.open_office, name="open_stand_in_office"),
    path(f"{_LIFE}/<str:code>", committee.life, name="life"),
    path(f"{_LIFE}/<str:code>/recall", recalls.propose, name="propose"),
    path(f"{_LIFE}/<str:code>/resign", keeping.resign, name="resign"),
    path(f"{_LIFE}/<str:code>/step-in/<int:seat_id>", keeping.step_in, name="step_in"),
    path(f"{_LIFE}/<str:code>/change", keeping.file_change, name="file_change"),
    path(f"{_LIFE}/<str:code>/meeting", meeting.call_meeting, name="call_meeting"),
    path(f"{_LIFE}/<str:code>/training", keeping.train, name="train"),
    path(f"{_LIFE}/<str:code>/report", keeping.report, name="report"),
    path(f"{_LIFE}/<str:code>/stand-in", standing_in.stand_in, name="stand_in"),
    path(f"{_LIFE}/<str:code>/stand-in/meeting", meeting.call_stand_in_meeting, name="call_stand_in_meeting"),
]
