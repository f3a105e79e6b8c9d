"""Rules about what a project says to the checks; both are given the names of the rules that it may name."""

from collections.abc import Collection, Iterator

from .. import accepted, options
from ..accepted import Accept
from ..model import Finding, Problem
from ..project import Project


def checker_settings(project: Project, rules: Collection[str]) -> Iterator[Problem]:
    """The table `extra.sitelint` in mkdocs.yml can be read, and switches off rules that exist.

    Bad:  off: [brokn-link]
    Good: off: [broken-link]
    """
    yield from options.problems(project, rules)


def idle_accept(
    accepts: Collection[Accept], findings: Collection[Finding], rules: Collection[str]
) -> Iterator[Problem]:
    """A comment that accepts a finding names its rule, gives a reason, and has something to accept.

    Bad:  <!-- sitelint: accept broken-link -->
    Good: <!-- sitelint: accept broken-link: a plug-in makes this page -->
    """
    yield from accepted.idle(accepts, findings, rules)
