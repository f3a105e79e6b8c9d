"""What is planted in a small tree is found once, on its line, and no more is said (see tests/corpus)."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
import tiny
import yaml
from corpus import fetch as fetching
from corpus import nodes, small
from corpus.bed import Bed, lay
from corpus.defects import KINDS
from corpus.fetch import FetchError, fetch
from corpus.kinds import Planted
from corpus.measure import Measured
from corpus.plant import plant, set_traps, write
from corpus.recipes import Recipe, recipes
from corpus.report import failures
from corpus.run import Said, findings
from corpus.score import Result, Score, score
from corpus.tree import inside
from pip._vendor.requests import HTTPError

TREES = {"full": ("mkdocs", small.EXTENSIONS, True), "bare": ("readthedocs", "", False)}


@pytest.fixture(scope="module")
def beds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bed]:
    """Two trees with traps: one with many extensions and a nav, one with neither."""
    return {name: bed_of(tmp_path_factory.mktemp(name), *of) for name, of in TREES.items()}


def bed_of(folder: Path, theme: str, extensions: str, has_nav: bool) -> Bed:
    """A tree with traps, and room for defects."""
    small.write(folder, theme, extensions, has_nav=has_nav)
    assert findings(tiny.build(folder)) == []
    bed = lay(folder, folder / "site", 7)
    set_traps(bed)
    return bed


@pytest.fixture(scope="module")
def planted(beds: dict[str, Bed]) -> dict[str, list[Planted]]:
    """Each class once."""
    return plant(beds, 1, random.Random(7))


@pytest.fixture(scope="module")
def results(
    beds: dict[str, Bed], planted: dict[str, list[Planted]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, list[str], Result]]:
    """The project, what the hook said of it, and how that compares with what was planted."""
    made = {}
    for name, bed in beds.items():
        project = tmp_path_factory.mktemp(f"{name}-planted")
        write(bed, project)
        lines = tiny.build(project)
        made[name] = project, lines, score(project, planted[name], findings(lines), [])
    return made


@pytest.fixture(scope="module")
def scores(results: dict[str, tuple[Path, list[str], Result]]) -> list[Score]:
    return [item for _, _, result in results.values() for item in result.scores]


def test_every_class_is_planted(planted: dict[str, list[Planted]]) -> None:
    assert {item.kind for items in planted.values() for item in items} == {kind.name for kind in KINDS}


def listed(items: Iterable[object]) -> str:
    """One a line, as pytest shows that best."""
    return "\n".join(map(str, items))


def test_every_class_is_found(scores: list[Score]) -> None:
    assert listed((item.planted.kind, *item.places) for item in scores if not item.found) == ""


def test_every_line_is_right(scores: list[Score]) -> None:
    wrong = [item for item in scores if item.found and item.has_line and not item.line_right]
    assert listed((item.planted.kind, *item.places, *item.said) for item in wrong) == ""


def test_the_right_address_is_offered(scores: list[Score]) -> None:
    wrong = [item for item in scores if item.found and item.planted.suggestion and not item.suggested]
    assert listed((item.planted.kind, item.planted.suggestion, *item.said) for item in wrong) == ""


def test_nothing_is_said_twice(scores: list[Score]) -> None:
    assert listed((item.planted.kind, *item.said) for item in scores if item.again) == ""


def test_nothing_is_said_of_what_is_right(results: dict[str, tuple[Path, list[str], Result]]) -> None:
    assert listed(alarm for _, _, result in results.values() for alarm in result.false_alarms) == ""


@pytest.mark.parametrize("name", TREES)
def test_the_command_line_says_what_the_hook_says(
    name: str, results: dict[str, tuple[Path, list[str], Result]], capsys: pytest.CaptureFixture[str]
) -> None:
    project, lines, _ = results[name]
    on_command_line = findings(tiny.check(project, capsys))
    assert listed(sorted(on_command_line, key=str)) == listed(sorted(findings(lines), key=str))


# The measure itself


PAGE = "# Talking\n\nSee [it zq0001](gone.md).\n"
DEFECT = Planted("page-gone", "docs/index.md", "zq0001", "talk.md", rules=("broken-link",))


def told(tmp_path: Path, *said: Said) -> Result:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text(PAGE, encoding="utf-8")
    return score(tmp_path, [DEFECT], list(said), [])


def whole(result: Result) -> list[str]:
    alone = frozenset[Planted]()
    tree = Measured(
        "one", "mkdocs", 1, 0, tuple(result.scores), tuple(result.false_alarms), (), 0, (), alone, ()
    )
    return [line.split(":")[0] for line in failures([tree])]


def test_what_is_right_passes(tmp_path: Path) -> None:
    right = Said("docs/index.md", 3, "link to 'gone.md'; did you mean 'talk.md'?", "broken-link")
    assert whole(told(tmp_path, right)) == []


def test_what_is_not_found_counts(tmp_path: Path) -> None:
    assert whole(told(tmp_path)) == ["found", "addresses offered"]


def test_a_wrong_line_and_address_count(tmp_path: Path) -> None:
    wrong = Said("docs/index.md", 1, "link of zq0001: did you mean 'walk.md'?", "broken-link")
    assert whole(told(tmp_path, wrong)) == ["lines right", "addresses offered"]


def test_what_is_said_twice_or_falsely_counts(tmp_path: Path) -> None:
    right = Said("docs/index.md", 3, "link to 'gone.md': did you mean 'talk.md'?", "broken-link")
    other = Said("docs/index.md", 1, "a title of two words", "one-title")
    assert whole(told(tmp_path, right, right, other)) == ["reported again", "false alarm in one"]


def test_a_distribution_that_is_not_the_locked_one_is_refused(tmp_path: Path) -> None:
    recipe = Recipe("one", "one", "1.0", "0" * 64)
    (tmp_path / "one-1.0.tar.gz").write_bytes(b"something else")
    with pytest.raises(FetchError, match="is locked"):
        fetch(recipe, tmp_path)
    assert not list(tmp_path.iterdir())


def test_every_tree_is_locked() -> None:
    assert all(len(recipe.sha256) == 64 for recipe in recipes())


def test_an_index_that_fails_is_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Recipe) -> bytes:
        raise HTTPError("503 Server Error:\nService Unavailable")

    monkeypatch.setattr(fetching, "_ask", fail)
    with pytest.raises(FetchError) as raised:
        fetch(Recipe("one", "one", "1.0", "0" * 64), tmp_path)
    assert str(raised.value) == "one 1.0 cannot be fetched: 503 Server Error: Service Unavailable"


def test_what_runs_python_is_left_out_of_the_settings() -> None:
    root = yaml.compose(
        """
        extra: {a: !!python/object/apply:os.getcwd [], b: !!python/name:not_installed.a '', c: text}
        markdown_extensions:
        - toc: {slugify: !!python/name:pymdownx.slugs.slugify ''}
        ? !!python/object/apply:os.getcwd []
        : value
        """,
        Loader=yaml.SafeLoader,
    )
    assert root
    said = yaml.serialize(nodes.installed(root))
    assert "c: text" in said
    assert "slugs.slugify" in said
    assert "getcwd" not in said
    assert "not_installed" not in said


def test_settings_lead_to_no_folder_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    assert inside(tmp_path, "docs") == tmp_path / "docs"
    for name in ("..", "docs/../../a", "/etc"):
        with pytest.raises(FetchError, match="lies elsewhere"):
            inside(tmp_path, name)


def test_another_rule_on_the_line_is_a_false_alarm(tmp_path: Path) -> None:
    other = Said("docs/index.md", 3, "a heading skips a level", "heading-skip")
    assert whole(told(tmp_path, other)) == ["found", "addresses offered", "false alarm in one"]


def test_another_rule_about_what_is_planted_reports_it_again(tmp_path: Path) -> None:
    right = Said("docs/index.md", 3, "link to 'gone.md'; did you mean 'talk.md'?", "broken-link")
    other = Said("docs/index.md", 3, "[it zq0001] is no link", "loose-markup")
    assert whole(told(tmp_path, right, other)) == ["reported again"]


def test_only_what_was_said_before_is_left_out(tmp_path: Path) -> None:
    def said(message: str) -> Said:
        return Said("docs/index.md", 1, message, "one-title")

    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text(PAGE, encoding="utf-8")
    known = [said("a title of two words")]
    assert score(tmp_path, [], [said("a title of two words")], known).false_alarms == []
    assert score(tmp_path, [], [said("a title of three words")], known).false_alarms
