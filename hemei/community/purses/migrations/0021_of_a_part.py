"""An order says whose cost it pays, where some buildings' owners alone bear it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purses", "0020_covered"), ("ledgers", "0016_parts")]

    operations = [
        migrations.AddField(
            "paymentorder",
            "part",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledgers.revenuepart",
            ),
        )
    ]
