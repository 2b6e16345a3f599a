"""What was recorded wrongly as paid or credited is taken back by two persons; what was written stays beside it.

A paid use, a paid gap, a closed account and a credited year go back only where a correction of just that entry was
confirmed, with the entry that reverses it: account by account, as the books demand of every reversal. A use and a gap
are paid by an entry that stands, and a year is credited once at a time, whoever writes.
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from hemei.ground.records.security import APP_ROLE, protect, unprotect

_KEPT = importlib.import_module("hemei.community.funds.migrations.0003_kept")
_BEFORE = importlib.import_module("hemei.community.funds.migrations.0005_two_hands")._MOVES  # noqa: SLF001


def _swapped(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        if old not in text:
            raise ValueError(f"The function of before does not say: {old}")
        text = text.replace(old, new)
    return text


def _function(text: str, name: str) -> str:
    begun = text.index(f"create function {name}()")
    return "create or replace" + text[begun:].partition("end $$;\n")[0].removeprefix("create") + "end $$;\n"


_CONFIRMED = """exists (
         select 1 from funds_correction c join ledgers_entry r on r.id = c.reversal_id
         where c.state = 'confirmed' and c.kind = '{kind}' and c.{of}_id = old.id and c.entry_id = old.{entry}
           and r.reverses_id = c.entry_id)"""
MOVES = _swapped(
    _BEFORE,
    ("    when step = 'approved paid' then", "    when step in ('approved paid', 'paid approved') then"),
    (
        "  if new.path = 'ordinary' and step in",
        (
            "  if step = 'paid approved' and (num_nonnulls(new.paid_on, new.entry_id) > 0 or exists (\n"
            "       select 1 from funds_share s where s.use_id = old.id and s.gap_paid_on is not null)\n"
            f"       or not {_CONFIRMED.format(kind='use', of='use', entry='entry_id')}) then\n"
            "    raise exception 'Use % was paid: it goes back only with a correction that was confirmed.', new.id\n"
            "      using errcode = '23514', constraint = 'funds_use_unpaid';\n"
            "  end if;\n"
            "  if new.path = 'ordinary' and step in"
        ),
    ),
)
_STANDS = "and not exists (select 1 from ledgers_entry r where r.reverses_id = e.id)"
_SHARED_BEFORE = _function(_KEPT.USES, "funds_use_shared")
SHARED = _swapped(
    _SHARED_BEFORE,
    (
        "and e.source_key = 'fund-use:' || new.id\n",
        f"and split_part(e.source_key, ' ', 1) = 'fund-use:' || new.id {_STANDS}\n",
    ),
)
_SHARES_BEFORE = _function(_KEPT.SHARES, "funds_share_moves")
SHARES = _swapped(
    _SHARES_BEFORE,
    (
        "and e.source_key = 'fund-gap:' || new.id)",
        f"and split_part(e.source_key, ' ', 1) = 'fund-gap:' || new.id\n                   {_STANDS})",
    ),
    (
        "    return new;\n  end if;\n  raise exception 'The shares of a use that is % stay as they are.'",
        (
            "    return new;\n"
            "  elsif held.state = 'paid' and num_nonnulls(new.gap_paid_on, new.gap_entry_id) = 0\n"
            "        and to_jsonb(new) - '{gap_paid_on,gap_entry_id}'::text[]\n"
            "          = to_jsonb(old) - '{gap_paid_on,gap_entry_id}'::text[]\n"
            f"        and {_CONFIRMED.format(kind='gap', of='share', entry='gap_entry_id')} then\n"
            "    return new;\n  end if;\n  raise exception 'The shares of a use that is % stay as they are.'"
        ),
    ),
)
INTEREST = """
drop trigger funds_interest_append_only on funds_interest;
create trigger funds_interest_only_moves before update or delete on funds_interest
  for each row execute function funds_only_moves('{taken_back_at}');
create trigger funds_interest_never_emptied before truncate on funds_interest
  for each statement execute function records_append_only();
grant update (taken_back_at) on funds_interest to {role};
create function funds_interest_taken_back() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.taken_back_at is null or old.taken_back_at is not null or not {confirmed} then
    raise exception 'A year of interest goes back once, with a correction that was confirmed.'
      using errcode = '23514', constraint = 'funds_interest_taken_back';
  end if;
  return new;
end $$;
create trigger funds_interest_taken_back before update of taken_back_at on funds_interest
  for each row execute function funds_interest_taken_back();
create function funds_household_opened() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from funds_correction c join ledgers_entry r on r.id = c.reversal_id
    where c.state = 'confirmed' and c.kind = 'closing' and c.household_id = old.id and r.reverses_id = c.entry_id
      and split_part((select e.source_key from ledgers_entry e where e.id = c.entry_id), ' ', 1)
        = 'fund-refund:' || old.unit_id) then
    raise exception 'An account that was closed is opened only with a correction that was confirmed.'
      using errcode = '23514', constraint = 'funds_household_opened';
  end if;
  return new;
end $$;
create trigger funds_household_opened before update of closed_on on funds_household
  for each row when (old.closed_on is not null and new.closed_on is null)
  execute function funds_household_opened();
""".replace("{role}", APP_ROLE).replace(
    "{confirmed}", _CONFIRMED.format(kind="interest", of="interest", entry="entry_id")
)
INTEREST_BEFORE = f"""
revoke update (taken_back_at) on funds_interest from {APP_ROLE};
drop trigger funds_household_opened on funds_household;
drop function funds_household_opened();
drop trigger funds_interest_taken_back on funds_interest;
drop function funds_interest_taken_back();
drop trigger funds_interest_never_emptied on funds_interest;
drop trigger funds_interest_only_moves on funds_interest;
create trigger funds_interest_append_only before update or delete or truncate on funds_interest
  for each statement execute function records_append_only();
"""
CORRECTIONS = f"""
create trigger funds_correction_only_moves before update or delete on funds_correction
  for each row execute function funds_only_moves('{{state,judged_by_id,judged_at,answer_id,reversal_id}}');
create trigger funds_correction_never_emptied before truncate on funds_correction
  for each statement execute function records_append_only();
create function funds_correction_due() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare held record;
begin
  if tg_op = 'INSERT' then
    select f.stream, f.scope, f.ledger_id into held from funds_fund f where f.id = new.fund_id;
    if new.state <> 'reported' or new.scope <> held.scope
       or (select ledger_id from ledgers_entry where id = new.entry_id) is distinct from held.ledger_id
       or exists (select 1 from ledgers_entry r where r.reverses_id = new.entry_id)
       or new.entry_id is distinct from (case new.kind
         when 'use' then (select u.entry_id from funds_use u where u.id = new.use_id and u.fund_id = new.fund_id)
         when 'gap' then (select s.gap_entry_id from funds_share s join funds_use u on u.id = s.use_id
                          where s.id = new.share_id and u.fund_id = new.fund_id)
         when 'interest' then (select i.entry_id from funds_interest i
                               where i.id = new.interest_id and i.fund_id = new.fund_id)
         else (select e.id from ledgers_entry e join funds_household h on h.id = new.household_id
               where e.id = new.entry_id and h.fund_id = new.fund_id
                 and split_part(e.source_key, ' ', 1) = 'fund-refund:' || h.unit_id) end) then
      raise exception 'A correction is of an entry of its own fund that stands.'
        using errcode = '23514', constraint = 'funds_correction_begins';
    end if;
    return new;
  end if;
  if old.state <> 'reported' then
    raise exception 'A correction that was judged stays so.'
      using errcode = '23514', constraint = 'funds_correction_kept';
  end if;
  if new.state = 'confirmed' and not exists (
      select 1 from ledgers_entry r where r.id = new.reversal_id and r.reverses_id = new.entry_id) then
    raise exception 'A correction takes back just the entry it is of.'
      using errcode = '23514', constraint = 'funds_correction_reverses';
  end if;
  return new;
end $$;
create trigger funds_correction_due before insert or update on funds_correction
  for each row execute function funds_correction_due();
revoke delete on funds_correction from {APP_ROLE};
"""
UNCORRECTED = """
drop trigger funds_correction_due on funds_correction;
drop function funds_correction_due();
"""


def _to(name: str, related: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related, to=name, **more
    )


_KINDS = ("use", "gap", "refund", "closing", "interest")
_OF = {"use": "use", "gap": "share", "refund": "household", "closing": "household", "interest": "interest"}


def _of_one() -> Q:
    found = Q()
    for kind, name in _OF.items():
        others = {f"{other}__isnull": True for other in {*_OF.values()} - {name}}
        found |= Q(kind=kind, **{f"{name}__isnull": False}, **others)
    return found


class Migration(migrations.Migration):
    dependencies = [("funds", "0015_common_shared")]

    operations = [
        migrations.AddField("interest", "taken_back_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("interest", "funds_interest_once"),
        migrations.AddConstraint(
            "interest",
            models.UniqueConstraint(
                fields=["fund", "year"], condition=Q(taken_back_at=None), name="funds_interest_once"
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("fund", _to("funds.fund", "corrections")),
                ("kind", models.TextField(choices=[(one, one) for one in _KINDS])),
                ("use", _to("funds.use", "corrections", null=True)),
                ("share", _to("funds.share", "+", null=True)),
                ("household", _to("funds.household", "+", null=True)),
                ("interest", _to("funds.interest", "+", null=True)),
                ("entry", _to("ledgers.entry", "+")),
                ("recorded_by_id", models.BigIntegerField(null=True)),
                ("reference", models.TextField(blank=True, default="")),
                ("reason_id", models.BigIntegerField()),
                ("reported_by_id", models.BigIntegerField()),
                ("reported_at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(choices=[(one, one) for one in ("reported", "confirmed", "refused")]),
                ),
                ("judged_by_id", models.BigIntegerField(null=True)),
                ("judged_at", models.DateTimeField(null=True)),
                ("answer_id", models.BigIntegerField(null=True)),
                (
                    "reversal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledgers.entry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["entry"], condition=~Q(state="refused"), name="funds_correction_once"
                    ),
                    models.CheckConstraint(condition=_of_one(), name="funds_correction_of_one"),
                    models.CheckConstraint(
                        condition=Q(state="reported", judged_by_id=None, judged_at=None, reversal=None)
                        | Q(state="refused", judged_by_id__isnull=False, judged_at__isnull=False)
                        & Q(answer_id__isnull=False, reversal=None)
                        | Q(state="confirmed", judged_by_id__isnull=False, judged_at__isnull=False)
                        & Q(reversal__isnull=False),
                        name="funds_correction_judged",
                    ),
                    models.CheckConstraint(
                        condition=Q(judged_by_id=None)
                        | ~Q(judged_by_id=F("reported_by_id"))
                        & (Q(recorded_by_id=None) | ~Q(judged_by_id=F("recorded_by_id"))),
                        name="funds_correction_two_hands",
                    ),
                ]
            },
        ),
        migrations.RunSQL(protect("funds_correction"), unprotect("funds_correction")),
        migrations.RunSQL(CORRECTIONS, UNCORRECTED),
        migrations.RunSQL(MOVES, _BEFORE),
        migrations.RunSQL(SHARED, _SHARED_BEFORE),
        migrations.RunSQL(SHARES, _SHARES_BEFORE),
        migrations.RunSQL(INTEREST, INTEREST_BEFORE),
    ]
