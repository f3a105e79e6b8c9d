"""Real documentation with planted defects, and how many of them the checks find: `make measure`."""
