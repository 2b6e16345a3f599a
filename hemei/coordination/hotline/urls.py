"""Addresses of files of orders."""

from __future__ import annotations

from django.urls import path

from hemei.coordination.hotline.pages import files, orders, words

app_name = "hotline"
urlpatterns = [
    path("hotline", files.files, name="files"),
    path("hotline/words", words.words, name="words_told"),
    path("hotline/words/<int:word_id>", words.word, name="word"),
    path("hotline/orders", orders.orders, name="orders"),
    path("hotline/of-case/<str:number>", orders.of_case, name="of_case"),
    path("hotline/<int:import_id>", files.file, name="file"),
    path("hotline/<int:import_id>/words", files.words, name="words"),
    path("hotline/<int:import_id>/out", files.out, name="out"),
]
