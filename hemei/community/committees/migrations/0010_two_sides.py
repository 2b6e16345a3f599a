"""Who signed a handover for which side: never one person for both; what was signed on paper has its scan."""

import django.db.models.deletion
from django.db import migrations, models


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="people.person",
    )


class Migration(migrations.Migration):
    dependencies = [("committees", "0009_wall_of_contests"), ("people", "0018_terms_that_never_ran")]

    operations = [
        migrations.AddField("handover", "giver", _person()),
        migrations.AddField("handover", "receiver", _person()),
        migrations.AddField("handover", "giver_scan_id", models.BigIntegerField(null=True)),
        migrations.AddField("handover", "receiver_scan_id", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "handover",
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")), name="committees_handover_two"
            ),
        ),
    ]
