"""In which words a topic was concluded, which proposal to the owners came of it, meetings that were called off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0002_walls")]

    operations = [
        migrations.RenameField("topic", "assembly_id", "proposal_id"),
        migrations.AddField("agendaitem", "text_id", models.BigIntegerField(null=True)),
        migrations.AlterField(
            "sitting",
            "state",
            models.TextField(
                choices=[
                    ("called", "called"),
                    ("held", "held"),
                    ("failed", "failed"),
                    ("cancelled", "cancelled"),
                ]
            ),
        ),
    ]
