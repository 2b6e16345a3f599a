"""An owner may ask about the fund itself; who keeps it answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0010_looked_at_each")]

    operations = [
        migrations.AlterField(
            "question",
            "about",
            models.TextField(choices=[(one, one) for one in ("money", "fund", "draft", "spending")]),
        )
    ]
