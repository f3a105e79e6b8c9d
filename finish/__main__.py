"""`python -m finish SITE_DIR` makes a built site ready to publish, whoever built it.

Ends with 0 if the site is ready, 2 if it cannot be finished.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from . import (
    FinishError,
    assets,
    compress,
    downloads,
    face,
    first_script,
    headers,
    hostile,
    leave,
    leftovers,
    offline,
    pages,
    policy,
    print_links,
    search_index,
    share,
    styles,
    worker,
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="finish", description="Make a built site ready to publish.")
    parser.add_argument(
        "site", type=Path, metavar="SITE_DIR", help="the folder of the built site; it is changed"
    )
    site = parser.parse_args(arguments).site
    try:
        for line in finish(site):
            print(line)
    except FinishError as error:
        print(f"finish: {error}", file=sys.stderr)
        return 2
    return 0


def finish(site: Path) -> Iterator[str]:
    """Do every step on the site in its place, and say what each did."""
    built = pages.read(site)
    if not built:
        raise FinishError(f"{site}: no pages here; name the folder that 'mkdocs build' wrote")
    if pages.is_finished(site):
        raise FinishError(f"{site}: finished already; build it again first")
    hostile.refuse(built)
    leave.check(built)
    if missing := downloads.missing(site, built):
        yield f"pages link to '{missing[0]}', which is not there: next time, run 'python -m book' first"
    search_index.write(site)
    yield f"share pictures: {len(share.draw(site))}"
    built = [replace(page, html=search_index.without_keywords(page.html)) for page in built]
    built = print_links.add(leftovers.remove(first_script.inline(site, built)))
    built = styles.inline(site, styles.combine(site, built))
    face.cut(site, built)
    yield f"unused files removed: {len(assets.remove_unused(site, built))}"
    assets.minify_scripts(site)
    pages.write(site, policy.add(assets.name_by_content(site, built)))
    (site / headers.STATIC_HOSTS).write_text(
        headers.static_hosts(policy.header([site]), assets.hashed(site)), encoding="utf-8"
    )
    worker.write(site)
    offline.edition(site)
    yield f"compressed: {len(compress.compress(site))} files"
    yield f"finished {len(built)} pages in {site}"


if __name__ == "__main__":
    sys.exit(main())
