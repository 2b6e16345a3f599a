"""Support of a proposal keeps whose it was; that of before names nobody."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0035_two_hands_on_the_roll")]

    operations = [
        migrations.AddField(
            "support",
            "owner_ids",
            django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), null=True),
        ),
    ]
