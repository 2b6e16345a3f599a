"""That an entry of money that came in is reversed is asked with a paper, and waits for a second person's word."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_OF_CONTRACT = Q(due=None, day__isnull=False) | Q(due__isnull=False, day=None)


def _to(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=name, null=True
    )


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0016_parts")]

    operations = [
        migrations.AlterField("release", "contract", _to("ledgers.revenuecontract")),
        migrations.AddField("release", "entry", _to("ledgers.entry")),
        migrations.RemoveConstraint("release", "ledgers_release_of_one"),
        migrations.AddConstraint(
            "release",
            models.UniqueConstraint(
                fields=["entry"], condition=Q(agreed=None), name="ledgers_release_entry_waits"
            ),
        ),
        migrations.AddConstraint(
            "release",
            models.CheckConstraint(
                condition=Q(contract__isnull=False, entry=None) & _OF_CONTRACT
                | Q(contract=None, due=None, day=None, entry__isnull=False),
                name="ledgers_release_of_one",
            ),
        ),
    ]
