"""Registration of the committees app."""

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    """The committees app."""

    name = "hemei.community.committees"
    label = "committees"
