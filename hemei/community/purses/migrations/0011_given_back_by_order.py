"""Money goes back to who paid a contract by an order for what is to be given back; books know since when orders pay."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# An agreement only ends where another takes its place: orders pay from the first one on.
SINCE = """
update ledgers_ledger l set orders_since = a.since
from (
  select j.ledger_id, min(g.valid_from) as since
  from purses_agreement g join purses_jointaccount j on j.id = g.account_id group by 1
) a
where a.ledger_id = l.id
"""


class Migration(migrations.Migration):
    dependencies = [("purses", "0006_payer_never"), ("ledgers", "0010_paid_by_orders")]

    operations = [
        migrations.AlterField(
            "paymentorder",
            "basis",
            models.TextField(
                choices=[("resolution", "resolution"), ("budget", "budget"), ("contract", "contract")]
            ),
        ),
        migrations.AddField(
            "paymentorder",
            "due",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledgers.revenuedue",
            ),
        ),
        migrations.AddConstraint(
            "paymentorder",
            models.CheckConstraint(
                condition=~Q(basis="contract") | Q(due__isnull=False), name="purses_order_given_back"
            ),
        ),
        migrations.RunSQL(SINCE, migrations.RunSQL.noop),
    ]
