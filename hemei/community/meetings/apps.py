"""Registration of the meetings app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """The meetings app."""

    name = "hemei.community.meetings"
    label = "meetings"
