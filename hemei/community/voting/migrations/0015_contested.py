"""Bindings somebody objected to are found at once, however many bindings a city has."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("voting", "0014_asked")]
    operations = [
        AddIndexConcurrently(
            "voterbinding",
            models.Index(
                fields=["objected_at"],
                condition=models.Q(ended_at=None, objected_at__isnull=False),
                name="voting_voterbinding_contested",
            ),
        )
    ]
