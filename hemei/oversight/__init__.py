"""Chapter 4 of the source text: 致力于创新驱动. Conduct is supervised, disputes end where they start."""
