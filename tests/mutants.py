"""Changes the checks in thousands of small ways, one at a time: what does no case notice? `make mutants`

The cases are built once, and with them two trees in which every class of defects is planted (tests/corpus).
Then each mutant runs in a process of its own, over those that come through the function it changes, until
a case has other findings of its own rule than before, or a tree has other findings. A mutant that no case
notices fails this, unless it stands in tests/mutants.toml with why it changes nothing that matters. What
stands there and is not found any more fails it too.
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import sitelint
from corpus.plant import plant
from corpus.plant import write as write_bed
from mutations import Mutant, mutants
from sitelint import tree
from sitelint.__main__ import main as command
from sitelint.check import check, name_of
from sitelint.model import Finding
from sitelint.project import ProjectError, load
from sitelint.rules import NOTICES, RULES
from sitelint.site import Site
from test_cases import CASES, Example, examples
from test_corpus import TREES, bed_of
from tiny import build, write

CODE = Path(sitelint.__file__).parent
KEPT = Path(__file__).parent / "mutants.toml"
#: The modules that decide what a rule finds, as the rules do.
BESIDE_THE_RULES = (
    *("accepted", "consequences", "explain", "layout", "moved", "numbering", "pairing", "resolve"),
    *("suggest", "unclosed"),
)
SECONDS = 20  # of the processor: a mutant may go on for ever
PROCESSES = 2
BY_NAME = {name_of(rule): rule for rule in (*RULES, *NOTICES)}


@dataclass
class Case:
    """An example of a rule, built."""

    example: Example
    folder: Path
    site: Site | None  # None if it takes more than its rule and a site to say what it says
    said: list[str] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)  # 'rules/links.py:_near': it comes through these

    def ask(self) -> list[str]:
        """What the rule of the case says of it, when nothing is worked out yet."""
        rule = BY_NAME.get(self.example.rule)
        if rule is None or self.site is None:
            return self._ask_all()
        problems = rule(_fresh(self.site))
        return sorted(
            {str(Finding(problem.place, problem.message, self.example.rule)) for problem in problems}
        )

    def _ask_all(self) -> list[str]:
        with redirect_stdout(StringIO()) as said, redirect_stderr(said):
            command([str(self.folder), "--site", str(self.folder / "site")])
        lines = said.getvalue().splitlines()
        return sorted(line for line in lines if line.endswith(f" ({self.example.rule})"))


@dataclass
class Planted:
    """A tree with every class of defects, and right things that look wrong; test_corpus.py judges it."""

    site: Site
    said: list[str] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)

    def ask(self) -> list[str]:
        return [str(finding) for finding in check(_fresh(self.site)).findings]


def _fresh(site: Site) -> Site:
    """The same site, of which nothing is worked out yet."""
    project, files = replace(site.project), replace(site.tree)
    pages = tuple(replace(page, project=project, tree=files) for page in site.pages)
    return replace(site, project=project, pages=pages, tree=files)


def main() -> int:
    parser = argparse.ArgumentParser(description="Change the checks, and name what no case notices.")
    parser.add_argument("modules", nargs="*", help="as 'rules/links.py'; without any, all that decide")
    modules = parser.parse_args().modules or _all_modules()
    notes = tomllib.loads(KEPT.read_text())
    with tempfile.TemporaryDirectory() as folder:
        built: list[Case | Planted] = [*_built(Path(folder))]
        built += _planted(Path(folder))  # the trees last: a case is asked faster
        cases = [_watched(case) for case in built]
        return 1 if sum([_judged(module, cases, notes) for module in modules]) else 0


def _judged(module: str, cases: list[Case | Planted], notes: dict[str, Any]) -> bool:
    """True if the mutants of a module are not as the notes say."""
    kept = {(row["function"], row["was"], row["now"]) for row in notes["kept"] if row["module"] == module}
    found = {(mutant.function, mutant.was, mutant.now) for mutant in _survivors(module, cases)}
    new, idle = found - kept, kept - found
    print(f"{module}: {len(new)} to be looked at; {len(found & kept)} kept with a reason")
    for function, was, now in sorted(new):
        rows = zip(("module", "function", "was", "now"), (module, function, was, now), strict=True)
        print(
            "[[kept]]",
            *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rows),
            "",
            sep="\n",
        )
    for function, was, _ in sorted(idle):
        print(f"kept in {KEPT.name}, and not found: {function}: {was}")
    return bool(new or idle)


def _all_modules() -> list[str]:
    rules = sorted(f"rules/{path.name}" for path in (CODE / "rules").glob("[a-z]*.py"))
    return [*rules, *(f"{name}.py" for name in BESIDE_THE_RULES)]


def _built(folder: Path) -> Iterator[Case]:
    for at, example in enumerate(item for case in CASES for item in examples(case)):
        project = write(folder / str(at), example.files)
        build(project)
        try:
            site = tree.read(load(project / "mkdocs.yml"), project / "site")
            # Where a plug-in puts a page is asked when the site is read, so that belongs to the case.
            yield Case(example, project, None if site.project.plugin_names else site)
        except (ProjectError, OSError, RecursionError):  # a case of what keeps it from being built
            yield Case(example, project, None)


def _planted(folder: Path) -> Iterator[Planted]:
    beds = {name: bed_of(folder / name, *of) for name, of in TREES.items()}
    plant(beds, 1, random.Random(7))
    for name, bed in beds.items():
        write_bed(bed, project := folder / f"{name}-planted")
        build(project)
        yield Planted(tree.read(load(project / "mkdocs.yml"), project / "site"))


def _watched(case: Case | Planted) -> Case | Planted:
    """Note what the case says now, and which functions it comes through."""

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(str(CODE)):
            file = Path(frame.f_code.co_filename).relative_to(CODE).as_posix()
            names = frame.f_code.co_qualname.split(".<locals>")[0]
            case.functions.update((f"{file}:{names}", f"{file}:"))

    sys.setprofile(note)
    try:
        case.said = case.ask()
        if isinstance(case, Planted):
            return case
        expected = sorted(line.removeprefix("notice: ") for line in case.example.findings)
        if case.said != expected:  # alone the rule says more: what follows from another finding is left out
            case.site = None
            case.said = case.ask()
    finally:
        sys.setprofile(None)
    if case.said != expected:
        sys.exit(f"{case.example}: mend this first, it is wrong without any mutant")
    return case


def _survivors(module: str, cases: list[Case | Planted]) -> Iterator[Mutant]:
    source = (CODE / module).read_text()
    running: dict[int, Mutant] = {}
    for mutant in mutants(source, module):
        through = [case for case in cases if f"{module}:{mutant.function}" in case.functions]
        process = os.fork()
        if not process:
            _run(module, mutant.code, through)
        running[process] = mutant
        if len(running) == PROCESSES:
            yield from _ended(running)
    while running:
        yield from _ended(running)


def _ended(running: dict[int, Mutant]) -> Iterator[Mutant]:
    process, status = os.wait()
    mutant = running.pop(process)
    if os.waitstatus_to_exitcode(status) == 0:
        yield mutant


def _run(module: str, code: CodeType, cases: list[Case | Planted]) -> None:
    """Does not come back: the process ends with 0 if no case notices."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        _change(module, code)
        noticed = any(case.ask() != case.said for case in cases)
    except BaseException:
        noticed = True
    os._exit(1 if noticed else 0)


def _change(module: str, code: CodeType) -> None:
    """Let every function of a module do what the mutant does, wherever it is known by now."""
    name = ".".join((sitelint.__name__, *Path(module).with_suffix("").parts))
    ours = sys.modules[name]
    theirs: dict[str, Any] = {"__name__": name, "__package__": ours.__package__, "__file__": ours.__file__}
    exec(code, theirs)
    others = [other for key, other in sys.modules.items() if key.split(".")[0] == sitelint.__name__]
    for key, new in theirs.items():
        old = vars(ours).get(key)
        if isinstance(old, type):
            for called, method in vars(old).items():
                _replace(method, vars(new).get(called))
        elif not key.startswith("__") and not _replace(old, new) and not callable(old):
            for other in others:
                if vars(other).get(key) is old:
                    setattr(other, key, new)
    for other in others:
        for value in list(vars(other).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def _replace(old: object, new: object) -> bool:
    old, new = (_bare(value) for value in (old, new))
    if not (isinstance(old, FunctionType) and isinstance(new, FunctionType)):
        return False
    if old.__module__ == new.__module__:
        old.__code__ = new.__code__
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    return True


def _bare(value: object) -> object:
    """The function in a property or behind a cache."""
    for name in ("func", "fget", "__wrapped__"):
        value = getattr(value, name, value)
    return value


if __name__ == "__main__":
    sys.exit(main())
