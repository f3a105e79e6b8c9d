"""Gives search its index while `mkdocs serve` shows the guide; `python -m finish` does when it is built."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from finish import search_index


def on_post_build(config: MkDocsConfig) -> None:
    """Every page is written by now."""
    search_index.write(Path(config.site_dir))
