"""The commitments to a roll, published with the notice of its meeting and with each correction."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0018_proposal_moot")]

    operations = [
        migrations.AddField("assembly", "commitments", models.JSONField(default=list, db_default=[])),
    ]
