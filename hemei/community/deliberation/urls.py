"""Addresses of deliberation."""

from __future__ import annotations

from django.urls import path

from hemei.community.deliberation.pages import communities, sittings, topics

app_name = "deliberation"
_HERE, _TOPICS, _SITTINGS = "deliberation/communities", "deliberation/topics", "deliberation/meetings"
urlpatterns = [
    path(_HERE, communities.communities, name="communities"),
    path(f"{_HERE}.xlsx", communities.communities_sheet, name="communities_sheet"),
    path(f"{_HERE}/<int:place_id>", communities.community, name="community"),
    path(f"{_HERE}/<int:place_id>/<str:name>", communities.act, name="mechanism_act"),
    path(_TOPICS, topics.topics, name="topics"),
    path("deliberation/small-matters", topics.small_matters, name="small_matters"),
    path("deliberation/<str:kind>.xlsx", topics.topics_sheet, name="topics_sheet"),
    path(f"{_TOPICS}/new", topics.new, name="new"),
    path(f"{_TOPICS}/<int:topic_id>", topics.topic, name="topic"),
    path(f"{_TOPICS}/<int:topic_id>/photos/<int:file_id>", topics.photo, name="photo"),
    path(f"{_TOPICS}/<int:topic_id>/<str:name>", topics.act, name="topic_act"),
    path(f"{_SITTINGS}/extra", sittings.ask_extra, name="ask_extra"),
    path(f"{_SITTINGS}/call/<int:place_id>", sittings.call, name="call"),
    path(f"{_SITTINGS}/<int:sitting_id>", sittings.sitting, name="sitting"),
    path(f"{_SITTINGS}/<int:sitting_id>/<int:topic_id>", sittings.conclude, name="conclude"),
]
