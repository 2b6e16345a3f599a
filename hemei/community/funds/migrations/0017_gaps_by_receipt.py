"""A gap is paid by a receipt, which stands for one paid gap in a fund."""

import importlib

from django.db import migrations, models

_BEFORE = importlib.import_module("hemei.community.funds.migrations.0016_corrections").SHARES
_POSTED = "    if not exists (select 1 from ledgers_entry e where e.id = new.gap_entry_id"
_RECEIPT = """    if new.gap_receipt = '' or exists (
         select 1 from funds_share s join funds_use u on u.id = s.use_id
         where u.fund_id = held.fund_id and s.id <> new.id and s.gap_paid_on is not null
           and s.gap_receipt = new.gap_receipt) then
      raise exception 'The gap of share % is not paid by a receipt of its own.', new.id
        using errcode = '23514', constraint = 'funds_share_receipt';
    end if;
"""
MOVES = _BEFORE.replace("'{gap_paid_on,gap_entry_id}'", "'{gap_paid_on,gap_entry_id,gap_receipt}'").replace(
    _POSTED, _RECEIPT + _POSTED
)


class Migration(migrations.Migration):
    dependencies = [("funds", "0016_corrections")]

    operations = [
        migrations.AddField("share", "gap_receipt", models.TextField(blank=True, default="", db_default="")),
        migrations.RunSQL(MOVES, _BEFORE),
    ]
