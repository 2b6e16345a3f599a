"""A handover whose giver does not sign ends by a note of witnesses or by a decision of the street, with its paper."""

from django.db import migrations, models
from django.db.models import Q

WHYS = ("refused", "died", "unreachable")


class Migration(migrations.Migration):
    dependencies = [("committees", "0012_handover_ended")]

    operations = [
        migrations.AddField(
            "handover",
            "ended_why",
            models.TextField(blank=True, default="", db_default="", choices=[(why, why) for why in WHYS]),
        ),
        migrations.AddField(
            "handover", "ended_document", models.TextField(blank=True, default="", db_default="")
        ),
        migrations.AddField("handover", "end_note_id", models.BigIntegerField(null=True)),
        migrations.AddField("handover", "end_scan_id", models.BigIntegerField(null=True)),
        migrations.RemoveConstraint("handover", "committees_handover_ended"),
        migrations.AddConstraint(
            "handover",
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_why="")
                | Q(ended_why="", receiver_signed_at=None, seat__isnull=False)
                | Q(
                    ended_why__in=WHYS,
                    giver_signed_at=None,
                    receiver_signed_at=None,
                    end_note_id__isnull=False,
                    end_scan_id__isnull=False,
                ),
                name="committees_handover_ended",
            ),
        ),
        migrations.AddConstraint(
            "handover",
            models.CheckConstraint(
                condition=Q(ended_why="") | Q(ended_on__isnull=False), name="committees_handover_end_day"
            ),
        ),
    ]
