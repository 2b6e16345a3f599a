"""An order comes back from the bank only by two hands, whoever writes: where the money came back, or was never paid.

Until now who sent an order could enter alone that the bank had not paid it, and send it again.
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_BEFORE = importlib.import_module("hemei.community.purses.migrations.0012_returned")

_SAME = "  if new.state = old.state then\n    return new;\n  end if;\n"
_FROM_BANK = """  if old.bank_file_id is not null and new.bank_file_id is distinct from old.bank_file_id and not exists (
      select 1 from purses_paymentreturn b where b.order_id = old.id and b.state = 'confirmed'
        and (b.kind = 'unpaid' and b.bank_file_id = old.bank_file_id
          or b.kind = 'returned' and b.paid_entry_id = old.paid_entry_id)) then
    raise exception 'Order % comes back from the bank only where a second person confirmed that.', new.id
      using errcode = '23514', constraint = 'purses_order_from_bank';
  end if;
  if old.state = 'filed' and new.state = 'approved' and new.bank_file_id is not null then
    raise exception 'Order % is still in a file for the bank.', new.id
      using errcode = '23514', constraint = 'purses_order_from_bank';
  end if;
"""
_head, _same, _tail = _BEFORE.ORDER.partition(_SAME)
ORDER = _head + _FROM_BANK + _same + _tail

_RETURN = """
create or replace function purses_return_due() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  held record;
  day date;
begin
  select state, paid_entry_id, bank_file_id, account_id, amount_fen, prepared_body_id, stream, scope into held
    from purses_paymentorder where id = new.order_id for no key update;
  if tg_op = 'INSERT' and new.kind = 'unpaid' then
    if new.state <> 'reported' or held.state not in ('filed', 'held') or held.bank_file_id is null
       or new.bank_file_id <> held.bank_file_id or new.stream <> held.stream or new.scope <> held.scope then
      raise exception 'Order % is not at the bank in this file.', new.order_id
        using errcode = '23514', constraint = 'purses_return_of_payment';
    end if;
    return new;
  end if;
"""
_DUE = _BEFORE.RETURNS[_BEFORE.RETURNS.index("create function purses_return_due()") :]
_DUE = _DUE[: _DUE.index("end $$;\n")] + "end $$;\n"
_REST = _DUE[_DUE.index("  if tg_op = 'INSERT' then\n") :]
RETURNS = _RETURN + _REST.replace(
    "    if not exists (\n      select 1 from ledgers_entry r where r.id = new.entry_id",
    "    if new.kind <> 'unpaid' and not exists (\n      select 1 from ledgers_entry r where r.id = new.entry_id",
)
_DUE_BEFORE = _DUE.replace("create function", "create or replace function", 1)


class Migration(migrations.Migration):
    dependencies = [("purses", "0015_into_fund")]

    operations = [
        migrations.AddField(
            "paymentreturn",
            "bank_file",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="purses.bankfile"
            ),
        ),
        migrations.AlterField("paymentreturn", "paid_entry_id", models.BigIntegerField(null=True)),
        migrations.AlterField("paymentreturn", "paid_on", models.DateField(null=True)),
        migrations.AlterField(
            "paymentreturn",
            "kind",
            models.TextField(choices=[(one, one) for one in ("returned", "mistaken", "unpaid")]),
        ),
        migrations.RemoveConstraint("paymentreturn", "purses_return_judged"),
        migrations.RemoveConstraint("paymentreturn", "purses_return_proved"),
        migrations.AddConstraint(
            "paymentreturn",
            models.CheckConstraint(
                condition=Q(state="reported", judged_by=None, judged_at=None, entry_id=None)
                | Q(state="refused", judged_by__isnull=False, judged_at__isnull=False)
                & Q(entry_id=None, answer_id__isnull=False)
                | Q(state="confirmed", judged_by__isnull=False, judged_at__isnull=False)
                & (Q(entry_id__isnull=False) | Q(kind="unpaid")),
                name="purses_return_judged",
            ),
        ),
        migrations.AddConstraint(
            "paymentreturn",
            models.CheckConstraint(
                condition=Q(by_paper=True)
                | Q(kind="returned", back_line__isnull=False)
                | Q(kind="mistaken", paid_line__isnull=False)
                | Q(kind="unpaid"),
                name="purses_return_proved",
            ),
        ),
        migrations.AddConstraint(
            "paymentreturn",
            models.CheckConstraint(
                condition=Q(kind="unpaid", paid_entry_id=None, paid_on=None, paid_line=None)
                & Q(back_line=None, recorded_by=None, entry_id=None, bank_file__isnull=False)
                | ~Q(kind="unpaid") & Q(paid_entry_id__isnull=False, paid_on__isnull=False, bank_file=None),
                name="purses_return_of_what",
            ),
        ),
        migrations.RunSQL(ORDER, _BEFORE.ORDER),
        migrations.RunSQL(RETURNS, _DUE_BEFORE),
    ]
