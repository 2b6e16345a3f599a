"""Plans of packages: ask for one, see its alternatives on map and list, pin, forbid and run again, make a package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal import queries, services
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, fen_or_none, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import listing, percent, say

PAGE, REFUSED, MICRO = 20, 422, 1_000_000
MOST = 60


def planner(request: HttpRequest) -> Actor:
    """Return the actor if he plans packages."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in queries.PLANNERS:
        raise PermissionDenied
    return actor


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans of the actor's places, and ask for another."""
    actor = planner(request)
    if request.method == "GET":
        return _list(request, actor, {})
    typed = request.POST.dict()
    try:
        number = services.ask_plan(actor=actor, now=utc_now(), draft=_draft(request.POST))
    except Refused as refused:
        return _list(request, actor, typed, refused)
    return HttpResponseRedirect(reverse("renewal:plan", args=[number]))


def _list(
    request: HttpRequest, actor: Actor, typed: Mapping[str, Any], refused: Refused | None = None
) -> HttpResponse:
    today = shanghai_day(utc_now())
    found = queries.plans(actor=actor, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1)
    rows, rules = found[:PAGE], queries.planning_on(today)
    context = {
        "rows": rows,
        "older": f"?after={rows[-1].id}" if len(found) > PAGE else "",
        "streets": [(row.id, row.name) for row in queries.streets_of(actor, today)],
        "counties": [(row.id, row.name) for row in queries.counties_of(actor, today)]
        if actor.role in queries.BEYOND
        else [],
        "rules": rules,
        "small": queries.renewal_modes(today).small,
        "fee": queries.yuan(rules.fee.fen),
        "values": typed,
        "errors": errors_of(refused) if refused else {},
        "yuan": queries.yuan,
    }
    return render(request, "renewal/plans.html", context, REFUSED if refused else 200)


def _draft(typed: QueryDict) -> services.PlanDraft:
    county = whole_of(typed.get("county", ""))
    place = county or whole_of(typed.get("place", ""))
    if place is None:
        raise Refused.because(mark("请选择一个街道"), field="place", code="street")
    return services.PlanDraft(
        place_id=place,
        fee_fen=fen_or_none(typed.get("fee", ""), "fee"),
        beyond_street=county is not None,
        reason=typed.get("reason", "")[:500],
    )


def _page_or_404(plan_id: int, actor: Actor) -> queries.PlanPage:
    page = queries.plan_page(plan_id, actor=actor)
    if page is None:
        raise Http404
    return page


@never_cache
@require_safe
@signed_in
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a plan: how far it is, or its alternatives."""
    return _show(request, plan_id, planner(request), {})


def _show(
    request: HttpRequest,
    plan_id: int,
    actor: Actor,
    typed: Mapping[str, Any],
    refused: Refused | None = None,
) -> HttpResponse:
    page = _page_or_404(plan_id, actor)
    alternatives = page.result.get("alternatives", [])
    chosen = request.GET.get("alternative") or typed.get("alternative") or "reach"
    shown = next((one for one in alternatives if one["code"] == chosen), None) or next(
        iter(alternatives), None
    )
    rules = queries.planning_on(shanghai_day(page.row.asked_at))
    names = {one.code: one.name for one in rules.alternative}
    context = {
        "page": page,
        "row": page.row,
        "tabs": [
            {
                "words": names[one["code"]],
                "address": f"?alternative={one['code']}",
                "here": shown is one,
            }
            for one in alternatives
        ],
        "compared": [_compared(one, names[one["code"]]) for one in alternatives],
        "shown": _alternative(page, shown, rules) if shown else None,
        "nothing": _said(page.result["nothing"]) if page.result.get("nothing") else None,
        "left": shown_left(page, alternatives),
        "unplaced": page.result.get("unplaced", []),
        "sites": sorted((site[0], key) for key, site in page.result.get("sites", {}).items()),
        "wishes": _wishes(page),
        "rules": rules,
        "fee": queries.yuan(page.row.fee_fen),
        "points": reverse("renewal:plan_points", args=[plan_id]) + f"?alternative={shown['code']}"
        if shown
        else "",
        "values": typed,
        "errors": errors_of(refused) if refused else {},
        "yuan": queries.yuan,
    }
    return render(request, "renewal/plan.html", context, REFUSED if refused else 200)


def _compared(one: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return an alternative as a line of the comparison: what it gains and what it gives up."""
    bundles = one["bundles"]
    area, households = (sum(bundle[key] for bundle in bundles) for key in ("area_dm2", "households"))
    cost = sum(bundle["cost_fen"] for bundle in bundles)
    return {
        "name": name,
        "code": one["code"],
        "bundles": len(bundles),
        "estates": sum(len(bundle["estates"]) for bundle in bundles),
        "households": households,
        "left": len(one["left"]),
        "metres": sum(bundle["metres"] for bundle in bundles),
        "staff": sum(bundle["staff"] for bundle in bundles),
        "surplus": queries.yuan(sum(bundle["surplus_fen"] for bundle in bundles)),
        "even": queries.yuan(max((bundle["break_even_fen"] for bundle in bundles), default=0)),
        "per_home": queries.yuan(cost // households) if households else "",
        "area": area // 100,
        "exact": one["counted_out"] and one["gap"] == "0",
        "gap": _gap(one["gap"]),
    }


def shown_left(
    page: queries.PlanPage, alternatives: Sequence[Mapping[str, Any]]
) -> list[tuple[int, str, dict[str, str]]]:
    """Return why each estate is in no bundle, where there is no bundle at all."""
    sites = page.result.get("sites", {})
    left = [] if alternatives else page.result.get("left", [])
    return [(estate, sites[str(estate)][0], _said(why)) for estate, why in left]


def _gap(text: str) -> str:
    return percent(Fraction(text))


def _alternative(
    page: queries.PlanPage, one: Mapping[str, Any], rules: queries.PackagePlanning
) -> dict[str, Any]:
    sites, posts = page.result["sites"], {post.code: post.name for post in rules.post}
    bundles = []
    for number, bundle in enumerate(one["bundles"]):
        held = next((page.taken[estate] for estate in bundle["estates"] if estate in page.taken), None)
        bundles.append(
            {
                **bundle,
                "number": number,
                "names": [(estate, sites[str(estate)]) for estate in bundle["estates"]],
                "posts": [(posts.get(code, code), count) for code, count in bundle["posts"] if count],
                "taken": held,
                "beyond": len(bundle["streets"]) > 1,
            }
        )
    return {
        "code": one["code"],
        "bundles": bundles,
        "left": [(estate, sites[str(estate)][0], _said(why)) for estate, why in one["left"]],
    }


def _said(why: Mapping[str, Any]) -> dict[str, str]:
    return {
        "text": say(why["text"], why["values"]),
        "remedy": say(why["remedy"], why["values"]) if why["remedy"] else "",
    }


def _wishes(page: queries.PlanPage) -> list[str]:
    """Return in words what the clerk wished for."""
    sites = page.result.get("sites", {})

    def name(number: int) -> str:
        if str(number) in sites:
            return str(sites[str(number)][0])
        known = page.absent.get(number, _("不在册的小区"))
        return _("%(name)s（已不在可打包之列）") % {"name": known} if page.row.done_at else known

    asked = page.asked
    words = [_("固定在一起：%(names)s") % {"names": listing(map(name, group))} for group in asked["together"]]
    words += [_("不打在一起：%(names)s") % {"names": listing(map(name, pair))} for pair in asked["apart"]]
    if asked["without"]:
        words.append(_("排除：%(names)s") % {"names": listing(map(name, asked["without"]))})
    return words


@never_cache
@require_POST
@signed_in
def again(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Run again with what is pinned, kept apart and left out."""
    actor, typed = planner(request), request.POST
    page = _page_or_404(plan_id, actor)
    try:
        number = services.ask_plan(actor=actor, now=utc_now(), draft=_again(page, typed))
    except Refused as refused:
        return _show(request, plan_id, actor, typed.dict(), refused)
    return HttpResponseRedirect(reverse("renewal:plan", args=[number]))


def _again(page: queries.PlanPage, typed: QueryDict) -> services.PlanDraft:
    asked, sites = page.asked, page.result.get("sites", {})
    code = typed.get("alternative", "")
    bundles = _bundles(page, code)
    pinned = [whole_of(one) for one in typed.getlist("pin")[:MOST]]
    together = [bundles[one]["estates"] for one in pinned if one is not None and one < len(bundles)]
    pair = [typed.get(name, "") for name in ("one", "other")]
    chosen = [int(one) for one in pair if one in sites]
    kept = typed.get("keep") == "1"
    apart = [tuple(one) for one in asked["apart"]] if kept else []
    if any(pair) and len(set(chosen)) != 2:  # noqa: PLR2004 - a pair
        raise Refused.because(mark("请选择两个不同的小区"), field="one", code="pair")
    if chosen:
        if typed.get("how") == "together":
            together.append(chosen)
        else:
            apart.append((chosen[0], chosen[1]))
    without = [int(one) for one in typed.getlist("without")[:MOST] if one in sites]
    return services.PlanDraft(
        place_id=page.place_id,
        fee_fen=fen_or_none(typed.get("fee", ""), "fee") or page.row.fee_fen,
        together=[*(asked["together"] if kept else []), *together],
        apart=apart,
        without=[*(asked["without"] if kept else []), *without],
        beyond_street=page.row.beyond_street,
        reason=page.reason,
    )


def _bundles(page: queries.PlanPage, code: str) -> list[dict[str, Any]]:
    """Return the bundles of an alternative, none where it is no alternative."""
    for one in page.result.get("alternatives", []):
        if one["code"] == code:
            found: list[dict[str, Any]] = one["bundles"]
            return found
    return []


@never_cache
@require_POST
@signed_in
def make(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Turn a bundle into a package."""
    actor, typed = planner(request), request.POST
    try:
        number = services.make_package(
            actor=actor,
            now=utc_now(),
            draft=services.PackageDraft(
                plan_id=plan_id,
                alternative=typed.get("alternative", ""),
                bundle=_number(typed.get("bundle", "")),
                name=plain(typed.get("name", ""), 60),
                years=whole_of(typed.get("years", "")) or 0,
            ),
        )
    except Refused as refused:
        return _show(request, plan_id, actor, typed.dict(), refused)
    messages.success(request, _("已成包，核对后下发。"))
    return HttpResponseRedirect(reverse("renewal:package", args=[number]))


def _number(text: str) -> int:
    found = whole_of(text)
    return -1 if found is None else found


@never_cache
@require_safe
@signed_in
def points(request: HttpRequest, plan_id: int) -> JsonResponse:
    """Give the estates of an alternative, its bundles as lines, and the lines in the way, as one GeoJSON."""
    page = _page_or_404(plan_id, planner(request))
    code = request.GET.get("alternative", "")
    bundles = _bundles(page, code)
    sites = page.result.get("sites", {})
    held: dict[int, int] = {}
    features: list[dict[str, Any]] = []
    for number, bundle in enumerate(bundles, start=1):
        held |= dict.fromkeys(bundle["estates"], number)
        spots = [(sites[str(one)][1], sites[str(one)][2]) for one in bundle["estates"]]
        features += [_line([one, other], "bundle") for one, other in queries.tree_of(spots)]
    for line in queries.drawn_lines(page, shanghai_day(utc_now())):
        features.append(_line(line["course"], "barrier"))
        features += [_line([spot, spot], "crossing") for spot in line["crossings"]]
    features += [_point(key, site, held.get(int(key))) for key, site in sites.items()]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


def _line(spots: Sequence[Sequence[int]], kind: str) -> dict[str, Any]:
    course = [[lon / MICRO, lat / MICRO] for lon, lat in spots]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": course},
        "properties": {"kind": kind},
    }


def _point(key: str, site: Sequence[Any], number: int | None) -> dict[str, Any]:
    name, lon, lat, area, households = site
    words = _("第%(number)s组") % {"number": number} if number else _("没有入包")
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon / MICRO, lat / MICRO]},
        "properties": {
            "code": key,
            "name": name,
            "address": f"#e{key}",
            "counted": "yes" if number else "no",
            "words": words,
            "place": _("%(area)s平方米，%(count)s户") % {"area": area // 100, "count": households},
        },
    }
