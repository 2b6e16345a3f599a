"""Of paper it is said from when to when it was handed in; each sheet keeps the period where it is one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0021_call_back_again")]

    operations = [
        migrations.AddField("scanbatch", "handed_from", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "scanbatch",
            models.CheckConstraint(
                condition=models.Q(handed_from=None) | models.Q(handed_from__lte=models.F("received_at")),
                name="voting_scanbatch_handed",
            ),
        ),
        migrations.AddField("sheet", "handed_from", models.DateTimeField(null=True)),
        migrations.AddField("sheet", "handed_until", models.DateTimeField(null=True)),
    ]
