"""Checks a built documentation site against its sources: links, order, dates. See CONTRIBUTING.md."""
