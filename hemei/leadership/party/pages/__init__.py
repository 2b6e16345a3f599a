"""Pages of the Party side."""
