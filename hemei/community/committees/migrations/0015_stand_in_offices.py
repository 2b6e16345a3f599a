"""Who sits in a stand-in body may get an office in it: whose account it is, and the appointment."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0014_posting_entered")]

    operations = [
        migrations.AddField(
            "standinmember",
            name,
            models.ForeignKey(
                to=f"people.{model}",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
            ),
        )
        for name, model in (("person", "person"), ("appointment", "appointment"))
    ]
