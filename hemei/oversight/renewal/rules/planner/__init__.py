"""The planner of packages: small estates near to each other in bundles that pay for one team."""
