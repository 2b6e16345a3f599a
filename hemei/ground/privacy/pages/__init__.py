"""Pages about personal data: the public notice, one's own, the desk's."""
