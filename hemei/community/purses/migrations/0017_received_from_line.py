"""A line may be what came for an amount due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purses", "0016_never_paid")]

    operations = [
        migrations.AlterField(
            "statementline",
            "matched_how",
            models.TextField(
                blank=True, choices=[(one, one) for one in ("order", "entry", "booked", "due")], default=""
            ),
        ),
    ]
