"""Registration of the volunteering app."""

from django.apps import AppConfig


class VolunteeringConfig(AppConfig):
    """The volunteering app."""

    name = "hemei.leadership.volunteering"
    label = "volunteering"
