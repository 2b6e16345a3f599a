"""A photo keeps its likeness when it is sent about; two photos of two scenes do not share one."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from hemei.ground.records.likeness import BITS, likeness_of


def scene(seed: int, size: tuple[int, int] = (1200, 900)) -> Image.Image:
    """Return a made-up scene: sky, ground, and a dozen shapes."""
    dice = random.Random(seed)  # noqa: S311 - made-up scenes
    image = Image.new("RGB", size, (dice.randrange(120, 255),) * 3)
    pen = ImageDraw.Draw(image)
    for _ in range(14):
        left, top = dice.randrange(size[0]), dice.randrange(size[1])
        box = (left, top, left + dice.randrange(80, 500), top + dice.randrange(80, 400))
        pen.rectangle(box, tuple(dice.randrange(256) for _ in range(3)))
    return image


def saved(image: Image.Image, quality: int = 80) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def bits(one: bytes, other: bytes) -> int:
    return (int(likeness_of(one), 16) ^ int(likeness_of(other), 16)).bit_count()


@pytest.mark.parametrize("seed", range(8))
def test_a_copy_is_known_again(seed: int) -> None:
    image = scene(seed)
    first = saved(image)
    assert len(likeness_of(first)) == BITS // 4
    assert bits(first, saved(image, 40)) <= 10
    assert bits(first, saved(image.resize((600, 450)))) <= 10
    assert bits(first, saved(ImageEnhance.Brightness(image).enhance(0.85))) <= 10


def test_another_scene_is_not() -> None:
    pictures = [saved(scene(seed)) for seed in range(12)]
    assert min(bits(one, other) for n, one in enumerate(pictures) for other in pictures[:n]) > 20
