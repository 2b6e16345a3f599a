"""The demonstration city: made up, whole, the same every time."""

from __future__ import annotations

import io

from PIL import Image

from hemei.project.demonstration.drawings import SCENES, draw


def test_every_scene_is_drawn_before_and_after():
    pictures = {draw(name, after=after) for name in SCENES for after in (False, True)}
    assert len(pictures) >= 60
    for content in pictures:
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (800, 600)
            # The label's own red stands in the lower left corner of every drawing.
            red, green, blue = picture.getpixel((3, 597))
            assert red > 90 > green
            assert blue < 90
