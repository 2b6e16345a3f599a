"""Drawn photos (示范照片): forty-one scenes, each before and after, drawn with Pillow and labelled as drawn.

No font is needed: the label is a small picture beside this file (glyphs of Noto Sans CJK, OFL).
"""

from hemei.project.demonstration.drawings.scenes import SCENES, draw

__all__ = ["SCENES", "draw"]
