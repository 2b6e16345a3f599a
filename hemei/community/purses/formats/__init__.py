"""Files for the bank and from it, without database or clock: bytes in, lines out, and the other way round."""
