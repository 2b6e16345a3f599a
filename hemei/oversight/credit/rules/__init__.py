"""Rules of credit: the catalogue, the lines of a day, the score, the levels."""
