"""Which estates are managed on a day, how and by whom: the subjects of the figures of management coverage.

A contract that runs is a fact, also for an indefinite time after its term (Civil Code art. 948): where no mode is
entered, or one without a company, it counts as chosen on the market. Where no contract runs, only what the residents'
committee does, or the owners themselves, can count, if the city's document says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from hemei.ground.companies.rules.modes import Mode
from hemei.kernel.decision import mark
from hemei.kernel.figures import Measure, Relation

REASONS = MappingProxyType(
    {
        "market": mark("市场化选聘，由{company}管理，自{since}起。"),
        "market_indefinite": mark(
            "市场化选聘，由{company}管理，自{since}起；合同期已于{term}届满，按不定期合同继续服务。"
        ),
        "packaged": mark("统一打包选聘（{package}），由{company}管理，自{since}起。"),
        "packaged_indefinite": mark(
            "统一打包选聘（{package}），由{company}管理，自{since}起；合同期已于{term}届满，按不定期合同继续服务。"
        ),
        "mixed": mark("居委会+物业，由{committee}和{company}管理，自{since}起。"),
        "mixed_indefinite": mark(
            "居委会+物业，由{committee}和{company}管理，自{since}起；合同期已于{term}届满，按不定期合同继续服务。"
        ),
        "community": mark("社区准物业化，由{committee}管理，自{since}起。"),
        "self_managed": mark("业主自行管理，自{since}起。"),
        "none": mark("登记为无人管理，自{since}起。"),
        "no_contract": mark("登记为由物业企业管理，但没有在管的物业服务合同。"),
        "no_company": mark("没有在管的物业服务合同，也没有登记管理模式。"),
    }
)

# One row an estate: the database lets neither two contracts nor two modes of an estate overlap.
ESTATES = """
select f.key, f.label, f.place,
       case when f.manner = any(string_to_array(%(covered)s, ' ')) then 'yes' else 'no' end as verdict,
       case when f.manner not in ('market', 'packaged', 'mixed') or f.term is null or f.term > {day}
            then f.manner else f.manner || '_indefinite' end as reason,
       jsonb_build_object('company', f.company, 'committee', f.committee, 'package', f.package,
                          'since', f.since, 'term', f.term) as said,
       f.weight, f.arg, f.body, null::timestamptz as at,
       f.id, f.mode, f.manner, f.company, f.committee, f.package, f.since, f.term,
       f.built_area_dm2, f.households, f.kind
from (
  select 'places.estate:' || e.id as key, e.name as label, t.path as place, e.id, e.code as arg, e.kind,
         e.built_area_dm2, e.households, {weight} as weight, m.mode, m.package, c.name as company,
         c.body_id as body, b.short_name as committee, p.term_until as term,
         case when p.id is not null then coalesce(m.mode, 'market') when m.mode in ('market', 'packaged', 'mixed')
              then 'no_contract' else coalesce(m.mode, 'no_company') end as manner,
         coalesce(m.valid_from, p.valid_from) as since
  from places_estate e
  join places_accountablecommunity a on a.estate_id = e.id
    and a.valid_from <= {day} and (a.valid_until is null or a.valid_until > {day})
  join places_placeposition t on t.place_id = a.community_id
    and t.valid_from <= {day} and (t.valid_until is null or t.valid_until > {day})
  left join companies_project p on p.estate_id = e.id
    and p.valid_from <= {day} and (p.valid_until is null or p.valid_until > {day})
  left join companies_company c on c.id = p.company_id
  left join companies_management m on m.estate_id = e.id and m.voided_at is null
    and m.valid_from <= {day} and (m.valid_until is null or m.valid_until > {day})
    and (p.id is null or m.mode in ('market', 'packaged', 'mixed'))
  left join people_body b on b.id = m.body_id
  where e.valid_from <= {day} and (e.valid_until is null or e.valid_until > {day})
    and e.built_area_dm2 >= %(least)s
) f
"""
_COLUMNS = "select key, label, place, verdict, reason, said, weight, arg, body, at from ({sql}) g"
_WEIGHTS = {Measure.NUMBER: "1::bigint", Measure.AREA_DM2: "e.built_area_dm2"}


def managed_estates(measure: Measure, *, covered: Iterable[Mode], area_at_least_dm2: int = 0) -> Relation:
    """Return the estates of a day with whether they are managed in a mode that counts; only those of this size."""
    return Relation(
        sql=_COLUMNS.format(sql=ESTATES.format(weight=_WEIGHTS[measure], day="{day}")),
        reasons=REASONS,
        page="places:estate",
        apps=("places", "companies"),
        values=MappingProxyType({"least": area_at_least_dm2, "covered": modes_text(covered)}),
    )


def modes_text(modes: Iterable[Mode]) -> str:
    """Return modes as the one text the statement takes apart again."""
    return " ".join(sorted(modes))
