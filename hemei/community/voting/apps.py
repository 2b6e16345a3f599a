"""Registration of the voting app."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """The voting app."""

    name = "hemei.community.voting"
    label = "voting"
