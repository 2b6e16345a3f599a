"""The committee that does not call the assembly of its renewal is ordered to, by a document and until a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0015_stand_in_offices")]

    operations = [
        *(
            migrations.AddField("election", name, models.DateField(null=True))
            for name in ("urge_due_on", "ordered_on", "order_due_on")
        ),
        migrations.AddField(
            "election", "order_document", models.TextField(blank=True, default="", db_default="")
        ),
    ]
