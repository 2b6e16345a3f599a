"""Which limits an order had before: a row with one of them is older, and does not put it back.

Of orders on record from before, the limits until then are not known.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

NEVER_BOTH = """
alter table hotline_order add constraint hotline_order_limit_not_before check (not due_at = any(limits_before))
"""


class Migration(migrations.Migration):
    dependencies = [("hotline", "0003_orders_by_their_limit")]

    operations = [
        migrations.AddField(
            "order", "limits_before", ArrayField(models.DateTimeField(), db_default=[], default=list)
        ),
        migrations.RunSQL(
            NEVER_BOTH, "alter table hotline_order drop constraint hotline_order_limit_not_before"
        ),
    ]
