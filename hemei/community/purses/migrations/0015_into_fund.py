"""What tops up the maintenance fund leaves by an order, to the account of the fund, once for a quarter at a time."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_GONE = ["expired", "refused", "withdrawn"]


class Migration(migrations.Migration):
    dependencies = [("purses", "0012_returned"), ("ledgers", "0010_paid_by_orders")]

    operations = [
        migrations.AddField(
            "jointaccount",
            "purse",
            models.TextField(default="revenue", choices=[("revenue", "revenue"), ("fund", "fund")]),
        ),
        migrations.AddField("jointaccount", "holder", models.TextField(blank=True, default="")),
        migrations.AlterField(
            "jointaccount",
            "estate",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.estate"
            ),
        ),
        migrations.AlterField(
            "jointaccount",
            "ledger",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledgers.ledger"
            ),
        ),
        migrations.AddConstraint(
            "jointaccount",
            models.UniqueConstraint(
                fields=["estate"], condition=Q(purse="revenue"), name="purses_account_one_of_estate"
            ),
        ),
        migrations.AddConstraint(
            "jointaccount",
            models.UniqueConstraint(
                fields=["ledger"], condition=Q(purse="revenue"), name="purses_account_one_of_ledger"
            ),
        ),
        migrations.AddConstraint(
            "jointaccount",
            models.CheckConstraint(
                condition=Q(purse="revenue") | ~Q(holder=""), name="purses_account_holder"
            ),
        ),
        migrations.AlterField(
            "paymentorder",
            "basis",
            models.TextField(
                choices=[
                    ("resolution", "resolution"),
                    ("budget", "budget"),
                    ("contract", "contract"),
                    ("rule", "rule"),
                ]
            ),
        ),
        migrations.AddField("paymentorder", "quarter", models.DateField(null=True)),
        migrations.AddConstraint(
            "paymentorder",
            models.UniqueConstraint(
                fields=["account", "quarter"],
                condition=~Q(quarter=None) & ~Q(state__in=sorted([*_GONE, "paid"])),
                name="purses_order_quarter_once",
            ),
        ),
        migrations.AddConstraint(
            "paymentorder",
            models.CheckConstraint(
                condition=Q(quarter=None, basis__in=["resolution", "budget", "contract"])
                & ~Q(code="into_fund")
                | Q(quarter__isnull=False, basis="rule", code="into_fund"),
                name="purses_order_into_fund",
            ),
        ),
    ]
