"""A call-back is drawn once from each published count, by the root of a checkpoint."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0020_commitments")]

    operations = [
        migrations.AddField("callback", "checkpoint_day", models.DateField(null=True)),
        migrations.AlterField(
            "callback",
            "vote",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="call_backs",
                to="voting.vote",
            ),
        ),
        migrations.AddConstraint(
            "callback", models.UniqueConstraint(fields=["vote", "root"], name="voting_callback_once")
        ),
    ]
