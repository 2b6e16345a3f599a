"""Our API put together: each app's endpoints under one description. Only the first call loads it."""

from __future__ import annotations

import json
from typing import Any

from hemei.coordination.boards.api import router as boards
from hemei.coordination.cases.api import router as cases
from hemei.coordination.disclosure.api import router as disclosures
from hemei.faces.api.api import router as webhooks
from hemei.faces.cockpit.api import router as figures
from hemei.ground.companies.api import router as companies
from hemei.ground.places.api import router as places
from hemei.ground.records.api import router as verification
from hemei.leadership.policy.api import router as standards
from hemei.oversight.credit.api import router as credit
from hemei.ui.api import Api
from hemei.ui.problems import PROBLEM_TYPE

api = Api(
    title="Hemei",
    version="1",
    description="Typed access for programs of the city's bodies. A key sees what its body's role sees, nothing more.",
)
for router in (
    places,
    companies,
    credit,
    cases,
    figures,
    boards,
    disclosures,
    standards,
    verification,
    webhooks,
):
    api.add_router("", router)
urlpatterns = api.urls[0]


def described() -> str:
    """Return the description (OpenAPI) as the repository keeps it."""
    schema: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
    for methods in schema["paths"].values():
        for one in methods.values():
            for status, answer in one["responses"].items():
                if int(status) >= 400 and "application/json" in answer.get("content", {}):  # noqa: PLR2004
                    answer["content"] = {PROBLEM_TYPE: answer["content"]["application/json"]}
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
