"""Addresses of renewal."""

from __future__ import annotations

from django.urls import path

from hemei.oversight.renewal.pages import building, estate, lists, package_plans, packages, project

app_name = "renewal"
urlpatterns = [
    path("renewal", lists.estates, name="estates"),
    path("renewal.xlsx", lists.estates_sheet, name="estates_sheet"),
    path("renewal/steps", lists.steps, name="steps"),
    path("renewal/steps.xlsx", lists.steps_sheet, name="steps_sheet"),
    path("renewal/budgets", building.budgets, name="budgets"),
    path("renewal/budgets.xlsx", building.budgets_sheet, name="budgets_sheet"),
    path("renewal/stages", building.stages, name="stages"),
    path("renewal/stages.xlsx", building.stages_sheet, name="stages_sheet"),
    path("renewal/services", lists.services, name="services"),
    path("renewal/services.xlsx", lists.services_sheet, name="services_sheet"),
    path("renewal/estates/<str:code>", estate.estate, name="estate"),
    path("renewal/projects/<int:project_id>", project.project, name="project"),
    path("renewal/emergencies/<int:service_id>", estate.emergency, name="emergency"),
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
