"""That a member was told in writing that he is said to have left shows a scan, from now on."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0019_serves_until")]

    operations = [
        migrations.AddField("leaving", "notice_id", models.BigIntegerField(null=True)),
        AddConstraintNotValid(
            "leaving",
            models.CheckConstraint(
                condition=models.Q(told_on=None) | models.Q(notice_id__isnull=False),
                name="committees_leaving_noticed",
            ),
        ),
    ]
