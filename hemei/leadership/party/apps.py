"""Registration of the party app."""

from django.apps import AppConfig


class PartyConfig(AppConfig):
    """The party app."""

    name = "hemei.leadership.party"
    label = "party"
