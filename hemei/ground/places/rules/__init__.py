"""Rules about places: codes, paths, positions, names, and who may change what."""
