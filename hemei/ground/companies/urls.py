"""Addresses of companies."""

from __future__ import annotations

from django.urls import path

from hemei.ground.companies import pages

app_name = "companies"
urlpatterns = [path("estates/<str:code>/register", pages.register, name="register")]
