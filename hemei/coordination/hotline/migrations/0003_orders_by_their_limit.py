"""Orders are found by the limit their source system set."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0002_systems_of_the_standard")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at", "id"],
                name="hotline_order_due",
            ),
        ),
    ]
