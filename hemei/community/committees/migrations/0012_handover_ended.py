"""A handover ends without signatures where the member sits again, because what ended his seat does not stand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0011_vote_anew")]

    operations = [
        migrations.AddField("handover", "ended_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "handover",
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(receiver_signed_at=None, seat__isnull=False),
                name="committees_handover_ended",
            ),
        ),
    ]
