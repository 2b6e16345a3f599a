"""A paper that a guardian or delegate signed waits until he is bound; as what it was signed is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0058_waiting_taken_back")]
    operations = [
        migrations.AddField("printedsheet", "signed_as", models.TextField(blank=True, default="")),
        migrations.AddConstraint(
            "printedsheet",
            models.CheckConstraint(
                condition=models.Q(signed_as__in=["", "delegate", "guardian"]),
                name="voting_printedsheet_signed_as",
            ),
        ),
    ]
