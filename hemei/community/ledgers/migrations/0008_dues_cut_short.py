"""What a running period earned until its contract ended is asked for beside the whole amount, which is dropped."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0007_months_and_reversals_kept")]

    operations = [
        migrations.RemoveConstraint(model_name="revenuedue", name="ledgers_due_once"),
        migrations.AddConstraint(
            model_name="revenuedue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped", False)),
                fields=("contract", "period_from"),
                name="ledgers_due_once",
            ),
        ),
    ]
