"""Rules of assessment: the tree of a standard, its score, and whether it still tells good from bad."""
