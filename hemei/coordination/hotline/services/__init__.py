"""The writers of orders; pages and other apps enter here."""

from hemei.coordination.hotline.services.taking import take_answers
from hemei.coordination.hotline.services.words import Told, drop_word, tell_words, tell_words_of

__all__ = ["Told", "drop_word", "take_answers", "tell_words", "tell_words_of"]
