"""Markdown extensions of the guide: whatever changes what a page says."""
