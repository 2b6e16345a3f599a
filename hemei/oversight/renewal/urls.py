"""Addresses of renewal."""

from __future__ import annotations

from django.urls import path

from hemei.oversight.renewal.pages import package_plans, packages

app_name = "renewal"
urlpatterns = [
    path("packages", packages.packages, name="packages"),
    path("packages.xlsx", packages.packages_sheet, name="packages_sheet"),
    path("packages/plans", package_plans.plans, name="plans"),
    path("packages/plans/<int:plan_id>", package_plans.plan, name="plan"),
    path("packages/plans/<int:plan_id>/again", package_plans.again, name="plan_again"),
    path("packages/plans/<int:plan_id>/package", package_plans.make, name="plan_make"),
    path("packages/plans/<int:plan_id>/points", package_plans.points, name="plan_points"),
    path("packages/<int:package_id>", packages.package, name="package"),
    path("packages/<int:package_id>/tender.<str:form>", packages.document, name="package_document"),
    path("packages/<int:package_id>/<str:name>", packages.act, name="package_act"),
    path("e/<str:token>/package", packages.public, name="public_package"),
]
