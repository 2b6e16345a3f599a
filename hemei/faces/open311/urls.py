"""Addresses of GeoReport v2."""

from __future__ import annotations

from django.urls import path

from hemei.faces.open311 import api

app_name = "open311"
_ROOT = "open311/v2"
urlpatterns = [
    path(f"{_ROOT}/openapi.json", api.openapi, name="openapi"),
    path(f"{_ROOT}/discovery.<str:form>", api.discovery, name="discovery"),
    path(f"{_ROOT}/services.<str:form>", api.listed, name="services"),
    path(f"{_ROOT}/services/<str:code>.<str:form>", api.definition, name="definition"),
    path(f"{_ROOT}/requests.<str:form>", api.requests, name="requests"),
    path(f"{_ROOT}/requests/<str:number>.<str:form>", api.one, name="request"),
    path(f"{_ROOT}/tokens/<str:token>.<str:form>", api.token, name="token"),
    path(f"{_ROOT}/", api.unknown),
    path(f"{_ROOT}/<path:rest>", api.unknown, name="unknown"),
]
