"""Drawn photos (示范照片): forty-one scenes, before and after, in three views,
drawn with Pillow and labelled as drawn.

No font is needed: the label is a small picture beside this file (glyphs of Noto Sans CJK, OFL).
"""

from hemei.project.demonstration.drawings.scenes import SCENES, VIEWS, draw

__all__ = ["SCENES", "VIEWS", "draw"]
