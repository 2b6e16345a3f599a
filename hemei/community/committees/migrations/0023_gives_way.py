"""Who gives way to whom a recount elects is decided by two persons of the street."""

from django.db import migrations, models
from django.db.models import F, Q

from hemei.community.committees.rules.contests import Settled


class Migration(migrations.Migration):
    dependencies = [("committees", "0022_posted_no_earlier")]

    operations = [
        migrations.AddField("contest", "gives_way", models.JSONField(default=list, db_default=[])),
        migrations.AddField("contest", "decided_by", models.BigIntegerField(null=True)),
        migrations.AddField("contest", "confirmed_by", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "contest",
            models.CheckConstraint(
                condition=Q(gives_way=[])
                | ~Q(settled=Settled.FOLLOWED.value)
                | (
                    Q(decided_by__isnull=False, confirmed_by__isnull=False) & ~Q(decided_by=F("confirmed_by"))
                ),
                name="committees_contest_two_hands",
            ),
        ),
    ]
