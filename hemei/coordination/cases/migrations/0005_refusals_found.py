from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0004_refusals")]
    operations = [
        AddIndexConcurrently(
            "task",
            models.Index(
                fields=["scope", "case"],
                name="cases_task_refused",
                condition=models.Q(refused_at__isnull=False),
            ),
        )
    ]
