"""Registration of the policy app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The policy app."""

    name = "hemei.leadership.policy"
    label = "policy"
