"""A payment that came back, or was matched wrongly, is taken back by two persons; what was paid stays written.

A paid order goes back only where a return of its payment was confirmed, and that only where the entry that takes it back
reverses just this payment: account by account, as the books demand of every reversal. Who reported it, who recorded the
payment and who works for the company that paid do not confirm. An order has one payment that stands, whoever writes.
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from hemei.ground.records.security import APP_ROLE, protect, unprotect

_FIRST = importlib.import_module("hemei.community.purses.migrations.0002_kept")
_FREED = importlib.import_module("hemei.community.purses.migrations.0005_lines_freed")
_MOVING = {**_FIRST.MOVING}


def _moving(table: str, *more: str) -> str:
    return (
        f"drop trigger purses_{table}_only_moves on purses_{table};\n"
        f"create trigger purses_{table}_only_moves before update or delete on purses_{table}\n"
        f"  for each row execute function purses_only_moves('{{{','.join((*_MOVING[table], *more))}}}');\n"
    )


MOVES = _moving("paymentorder", "returned_on") + _moving("statementline", "returned", "freed_on")
MOVED = _moving("paymentorder") + _moving("statementline")

_HEAD, _END = "create function purses_order_moves()", "end $$;\n"
_ORDER = "create or replace" + _FIRST.KEPT[_FIRST.KEPT.index(_HEAD) :].partition(_END)[0].removeprefix(
    "create"
)
_PAIRS = "('held', 'withdrawn'), ('held', 'paid'))"
_TAIL = "  return new;\n"
_CHECKS = """  if old.state = 'paid' and not exists (
      select 1 from purses_paymentreturn b join ledgers_entry r on r.id = b.entry_id
      where b.order_id = old.id and b.state = 'confirmed' and b.paid_entry_id = old.paid_entry_id
        and r.reverses_id = old.paid_entry_id) then
    raise exception 'Order % was paid: it goes back only with a return that was confirmed.', new.id
      using errcode = '23514', constraint = 'purses_order_returned';
  end if;
  if new.state = 'paid' and exists (select 1 from ledgers_entry r where r.reverses_id = new.paid_entry_id) then
    raise exception 'Order % is not paid by an entry that was taken back.', new.id
      using errcode = '23514', constraint = 'purses_order_paid_stands';
  end if;
"""
_KEPT_ORDER = _ORDER + _END
_head, _, _tail = _ORDER.rpartition(_TAIL)
ORDER = (_head + _CHECKS + _TAIL + _tail).replace(
    _PAIRS, _PAIRS[:-1] + ",\n    ('paid', 'approved'), ('paid', 'filed'), ('paid', 'held'))"
) + _END

_OPENED = """    if new.matched_at is not null or old.order_id is not null
       or not exists (select 1 from ledgers_entry r where r.reverses_id = old.entry_id) then
      raise exception 'A matched line stays matched while its entry stands.' using errcode = '23514';
    end if;
"""
_OPENS = """    if new.returned and not old.returned and to_jsonb(new) - 'returned' = to_jsonb(old) - 'returned' then
      if not exists (
          select 1 from purses_paymentreturn b where b.paid_line_id = old.id and b.state = 'confirmed'
            and b.kind = 'returned' and b.paid_entry_id = old.entry_id) then
        raise exception 'What a line paid came back only where that was confirmed.'
          using errcode = '23514', constraint = 'purses_line_returned';
      end if;
    elsif new.matched_at is not null or old.returned or new.returned
       or not exists (select 1 from ledgers_entry r where r.reverses_id = old.entry_id)
       or (old.order_id is not null and not exists (
          select 1 from purses_paymentreturn b where b.paid_line_id = old.id and b.state = 'confirmed'
            and b.kind = 'mistaken' and b.paid_entry_id = old.entry_id)) then
      raise exception 'A matched line stays matched while its entry stands.' using errcode = '23514';
    end if;
"""
LINES = _FREED._MATCHED.replace(_OPENED, _OPENS)  # noqa: SLF001 - the function as the migration before made it

RETURNS = (
    """
create trigger purses_paymentreturn_only_moves before update or delete on purses_paymentreturn
  for each row execute function purses_only_moves('{state,judged_by_id,judged_at,answer_id,entry_id}');
create trigger purses_paymentreturn_never_emptied before truncate on purses_paymentreturn
  for each statement execute function records_append_only();

create function purses_return_due() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  held record;
  day date;
begin
  select state, paid_entry_id, account_id, amount_fen, prepared_body_id, stream, scope into held
    from purses_paymentorder where id = new.order_id for no key update;
  if tg_op = 'INSERT' then
    if new.state <> 'reported' or held.state <> 'paid' or new.paid_entry_id <> held.paid_entry_id
       or new.stream <> held.stream or new.scope <> held.scope
       or (new.paid_line_id is not null and not exists (
         select 1 from purses_statementline l where l.id = new.paid_line_id and l.order_id = new.order_id
           and l.entry_id = new.paid_entry_id and l.matched_by_id is not distinct from new.recorded_by_id))
       or (new.back_line_id is not null and (new.kind <> 'returned' or not exists (
         select 1 from purses_statementline l where l.id = new.back_line_id and l.account_id = held.account_id
           and l.amount_fen = held.amount_fen and l.matched_at is null))) then
      raise exception 'A return is of what paid order %, with a line of its own account.', new.order_id
        using errcode = '23514', constraint = 'purses_return_of_payment';
    end if;
    return new;
  end if;
  if old.state <> 'reported' then
    raise exception 'A return that was judged stays so.' using errcode = '23514', constraint = 'purses_return_kept';
  end if;
  if new.state = 'confirmed' then
    day := (new.judged_at at time zone 'Asia/Shanghai')::date;
    if exists (
      select 1 from people_appointment a where a.person_id = new.judged_by_id and a.body_id = held.prepared_body_id
        and a.valid_from <= day and (a.valid_until is null or a.valid_until > day)) then
      raise exception 'Who works for the payer does not confirm a return.'
        using errcode = '23514', constraint = 'purses_return_other_hand';
    end if;
    if not exists (
      select 1 from ledgers_entry r where r.id = new.entry_id and r.reverses_id = new.paid_entry_id) then
      raise exception 'A return takes back just the payment it is of.'
        using errcode = '23514', constraint = 'purses_return_reverses';
    end if;
  end if;
  return new;
end $$;
create trigger purses_return_due before insert or update on purses_paymentreturn
  for each row execute function purses_return_due();
"""
    f"revoke delete on purses_paymentreturn from {APP_ROLE};\n"
)
UNRETURNED = "drop trigger purses_return_due on purses_paymentreturn;\ndrop function purses_return_due();\n"


def _to(name: str, related: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related, to=name, **more
    )


_KINDS = [(one, one) for one in ("returned", "mistaken")]
_STATES = [(one, one) for one in ("reported", "confirmed", "refused")]


class Migration(migrations.Migration):
    dependencies = [("purses", "0011_given_back_by_order")]

    operations = [
        migrations.AddField("paymentorder", "returned_on", models.DateField(null=True)),
        migrations.AddField(
            "statementline", "returned", models.BooleanField(default=False, db_default=False)
        ),
        migrations.AddField("statementline", "freed_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "statementline",
            models.UniqueConstraint(
                fields=["order"], condition=~Q(order=None) & Q(returned=False), name="purses_line_pays_once"
            ),
        ),
        migrations.AlterField(
            "statementline", "order", _to("purses.paymentorder", "lines", null=True, db_index=False)
        ),
        migrations.CreateModel(
            name="PaymentReturn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("order", _to("purses.paymentorder", "returns")),
                ("kind", models.TextField(choices=_KINDS)),
                ("paid_entry_id", models.BigIntegerField()),
                ("paid_line", _to("purses.statementline", "+", null=True)),
                ("paid_on", models.DateField()),
                ("recorded_by", _to("people.person", "+", null=True)),
                ("back_line", _to("purses.statementline", "+", null=True)),
                ("by_paper", models.BooleanField()),
                ("reason_id", models.BigIntegerField()),
                ("reported_by", _to("people.person", "+")),
                ("reported_at", models.DateTimeField()),
                ("state", models.TextField(choices=_STATES)),
                ("judged_by", _to("people.person", "+", null=True)),
                ("judged_at", models.DateTimeField(null=True)),
                ("answer_id", models.BigIntegerField(null=True)),
                ("entry_id", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["order"], condition=Q(state="reported"), name="purses_return_one_waits"
                    ),
                    models.UniqueConstraint(
                        fields=["paid_entry_id"], condition=Q(state="confirmed"), name="purses_return_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(state="reported", judged_by=None, judged_at=None, entry_id=None)
                        | Q(state="refused", judged_by__isnull=False, judged_at__isnull=False)
                        & Q(entry_id=None, answer_id__isnull=False)
                        | Q(state="confirmed", judged_by__isnull=False, judged_at__isnull=False)
                        & Q(entry_id__isnull=False),
                        name="purses_return_judged",
                    ),
                    models.CheckConstraint(
                        condition=Q(judged_by=None)
                        | ~Q(judged_by=F("reported_by"))
                        & (Q(recorded_by=None) | ~Q(judged_by=F("recorded_by"))),
                        name="purses_return_two_hands",
                    ),
                    models.CheckConstraint(
                        condition=Q(by_paper=True)
                        | Q(kind="returned", back_line__isnull=False)
                        | Q(kind="mistaken", paid_line__isnull=False),
                        name="purses_return_proved",
                    ),
                ]
            },
        ),
        migrations.RunSQL(protect("purses_paymentreturn"), unprotect("purses_paymentreturn")),
        migrations.RunSQL(RETURNS, UNRETURNED),
        migrations.RunSQL(ORDER, _KEPT_ORDER),
        migrations.RunSQL(LINES, _FREED._MATCHED),  # noqa: SLF001
        migrations.RunSQL(MOVES, MOVED),
    ]
