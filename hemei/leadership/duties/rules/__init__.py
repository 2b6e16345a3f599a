"""The rules of duties: words, state, the table of moves, and what each act decides."""
