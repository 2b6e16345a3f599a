"""Drawn photos (示范照片): forty-one scenes, before and after, each from three sides, with a label that says so.

No font is needed: the label is a small picture beside this file (glyphs of Noto Sans CJK, OFL).
"""

from hemei.project.demonstration.drawings.scenes import SCENES, VIEWS, draw

__all__ = ["SCENES", "VIEWS", "draw"]
