"""The checks as part of a MkDocs build, and on the command line."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sitelint.__main__ import main
from tiny import ADAPTER, build, check, write

BROKEN = {
    "docs/index.md": "# Start\n\n[Talking](talkin.md) and [below](#nope)\n",
    "docs/talking.md": "# Talking\n",
}
FOUND = [
    "docs/index.md:3:1: link to 'talkin.md': no such page; did you mean 'talking.md'? (broken-link)",
    "docs/index.md:3:26: link to '#nope': no such heading (broken-link)",
    "checked 2 pages and 2 links: 2 findings",
]


def mkdocs_build(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    settings = (project / "mkdocs.yml").read_text()
    (project / "mkdocs.yml").write_text(f"{settings}hooks: ['{ADAPTER}']\ntheme: mkdocs\n")
    command = [sys.executable, "-m", "mkdocs", "build", *options]
    return subprocess.run(command, cwd=project, capture_output=True, text=True)


@pytest.mark.parametrize("options", ["--strict", "-q --strict", "-v --strict"])
def test_strict_build_fails_and_says_each_fault_once(options: str, tmp_path: Path) -> None:
    result = mkdocs_build(write(tmp_path, BROKEN), *options.split())
    assert result.returncode == 1
    for finding in FOUND[:2]:
        assert result.stderr.count(finding) == 1
    assert result.stderr.count("talkin.md") == 1, "MkDocs reports the same link as well"
    assert "Traceback" not in result.stderr


def test_build_that_is_not_strict_warns_and_shows_the_page(tmp_path: Path) -> None:
    result = mkdocs_build(write(tmp_path, BROKEN))
    assert result.returncode == 0
    assert [line.partition("-  ")[2] for line in result.stderr.splitlines() if "WARNING" in line] == FOUND[:2]
    assert "Talking" in (tmp_path / "site/index.html").read_text()


def test_clean_site_passes_the_strict_build(tmp_path: Path) -> None:
    result = mkdocs_build(write(tmp_path, {"docs/index.md": "# Start\n"}), "--strict")
    assert result.returncode == 0, result.stderr
    assert "checked 1 page and 0 links: no findings" in result.stderr


@pytest.mark.parametrize(
    "validation",
    [
        "validation: {nav: {omitted_files: warn, absolute_links: warn}, links: {anchors: warn}}",
        "validation: {links: {not_found: ignore, anchors: ignore}}",
        "validation: {absolute_links: relative_to_docs}",
    ],
)
def test_what_mkdocs_validates_is_reported_here_and_once(validation: str, tmp_path: Path) -> None:
    project = write(tmp_path, {**BROKEN, "mkdocs.yml": f"site_name: Tiny\n{validation}\nnav: [index.md]\n"})
    result = mkdocs_build(project)
    warnings = [line for line in result.stderr.splitlines() if "talkin" in line or "nope" in line]
    assert len(warnings) == 3  # two links, and the page that is not in the nav
    assert all(line.endswith(")") for line in warnings)


def test_links_from_the_root_of_docs_are_fine_where_mkdocs_rewrites_them(tmp_path: Path) -> None:
    settings = "site_name: Tiny\nvalidation: {absolute_links: relative_to_docs}\n"
    page = "# Start\n\n[a](/talking.md) [b](/talking.md#nope) <a href='/talking/'>c</a>\n"
    assert build(write(tmp_path, {**BROKEN, "mkdocs.yml": settings, "docs/index.md": page}))[:-1] == [
        "docs/index.md:3:18: link to '/talking.md#nope': no such heading (broken-link)",
        "docs/index.md:3:40: link to '/talking/' breaks where the site stands below a sub-path;"
        " write 'talking/' (absolute-link)",
    ]


def test_a_build_keeps_nothing_of_the_one_before(tmp_path: Path) -> None:
    """As under `mkdocs serve`: the hook is loaded once, and the sources change."""
    project = write(tmp_path, BROKEN)
    assert build(project) == FOUND
    write(
        project,
        {"docs/talkin.md": "# Talk in\n", "docs/index.md": "# Start\n\n## Nope\n\n[a](talkin.md) [b](#nope)"},
    )
    assert build(project) == ["checked 3 pages and 2 links: no findings"]
    write(project, BROKEN)
    (project / "docs/talkin.md").unlink()
    assert build(project) == FOUND


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
@pytest.mark.parametrize("urls", ["true", "false"])
def test_the_command_line_says_what_the_hook_says(
    theme: str, urls: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a theme's own furniture around the text, and its buttons in it."""
    settings = f"""
site_name: Tiny
use_directory_urls: {urls}
theme: {{name: {theme}, features: [content.action.edit, content.action.view]}}
repo_url: https://example.org/repo
edit_uri: edit/
markdown_extensions: [attr_list, footnotes, toc: {{permalink: true}}]
nav: [index.md, help/talking.md, nope.md]
exclude_docs: old.md
"""
    page = """# Start

[A](help/talkin.md), [B](help/talking.md#x), [C](old.md), <a href="help/talking.md">D</a>, [E](/x)
![](way.svg) [F](help/talking/) [G][h] and[^note] [I]()

#### Deep

[^note]: A [note](nope.md).
"""
    files = {
        "mkdocs.yml": settings,
        "docs/index.md": page,
        "docs/old.md": "",
        "docs/help/talking.md": "No title.\n",
    }
    project = write(tmp_path, files)
    said = build(project)
    assert len(said) > 10
    assert check(project, capsys) == said


def test_command_line_ends_with_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = write(tmp_path, {"docs/index.md": "# Start\n"})
    arguments = [str(project), "--site", str(project / "site")]
    assert main(arguments) == 2
    assert "build the site first" in capsys.readouterr().err
    build(project)
    assert main(arguments) == 0
    write(project, BROKEN)
    assert main(arguments) == 2, "a page that is not built yet"
    build(project)
    assert main(arguments) == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (b"site_name: [", "cannot read"),
        (b"", "expected lines"),
        (b"\xff\xfe", "cannot read"),
        (b"nav: &a [*a]", "cannot read"),
        (b"docs_dir: [docs]", "'docs_dir' must be a path"),
        (b"INHERIT: nope.yml", "No such file"),
        (b"docs_dir: nope", "no folder"),
        (
            b"site_name: Tiny\nexclude_docs: |\n  !\n",
            "mkdocs.yml:2:15: 'exclude_docs': Invalid git pattern: '!'",
        ),
    ],
)
def test_command_line_refuses_a_project_it_cannot_read(
    settings: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = write(tmp_path, {"mkdocs.yml": settings})
    assert main([str(project), "--site", str(project)]) == 2
    assert message in capsys.readouterr().err


def test_settings_may_be_inherited_and_hold_tags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TINY_DOCS", "text")
    base = """docs_dir: !ENV [NOT_SET, TINY_DOCS, docs]
extra_css: [a.css]
plugins: []
theme: {name: mkdocs, logo: l.svg}
"""
    own = """INHERIT: base.yml
site_name: Tiny
theme: {favicon: f.ico}
markdown_extensions:
  - pymdownx.emoji: {emoji_generator: !!python/name:pymdownx.emoji.to_svg }
  - pymdownx.snippets: {base_path: !relative $docs_dir}
"""
    project = write(
        tmp_path, {"mkdocs.yml": own, "base.yml": base, "text/index.md": "# Start\n\n[a](b.md)\n"}
    )
    said = build(project)
    assert said == [
        "mkdocs.yml:3:18: 'f.ico': no such file in docs/ or the theme (missing-asset)",
        "text/index.md:3:1: link to 'b.md': no such page (broken-link)",
        "base.yml:2:13: 'a.css': no such file in docs/ or the theme (missing-asset)",
        "base.yml:4:29: 'l.svg': no such file in docs/ or the theme (missing-asset)",
        "checked 1 page and 1 link: 4 findings",
    ]
    assert check(project, capsys) == said


def test_only_a_comment_with_a_reason_accepts_a_finding_and_only_its_own(tmp_path: Path) -> None:
    page = """# Start

[a](a.md) <!-- sitelint: accept broken-link -->
[b](b.md) <!-- sitelint: accept broken-link: a plug-in makes it -->
[c](c.md) <!-- sitelint: accept empty-link: not this rule -->
[d](d.md)
"""
    said = build(write(tmp_path, {"docs/index.md": page}))
    assert [line.partition(" ")[0] for line in said if line.endswith("(broken-link)")] == [
        "docs/index.md:3:1:",
        "docs/index.md:5:1:",
        "docs/index.md:6:1:",
    ]


def test_rules_that_are_off_say_nothing_before_a_build_or_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    off = "[broken-link, heavy-page, page-encoding, bad-front-matter]"
    settings = f"site_name: Tiny\nextra: {{sitelint: {{off: {off}}}}}\n"
    pages: dict[str, str | bytes] = {
        "docs/index.md": "# Start\n\n[a](nope.md) [b]()\n",
        "docs/long.md": "# Long\n\n" + "word " * 500_000,
        "docs/latin.md": b"# Na\xefve\n",
        "docs/head.md": "---\ntitle: a: b\n---\n\n# Head\n",
    }
    project = write(tmp_path, {"mkdocs.yml": settings, **pages})
    assert main([str(project)]) == 0
    assert [line.rpartition(" ")[2] for line in build(project)[:-1]] == ["(empty-link)"]
    write(project, {"mkdocs.yml": "site_name: Tiny\n"})
    assert main([str(project)]) == 1
    said = capsys.readouterr().out
    assert re.findall(r"\(([\w-]+)\)$", said, re.MULTILINE) == [
        "bad-front-matter",
        "page-encoding",
        "heavy-page",
    ]


@pytest.mark.parametrize(
    ("copied_to", "named"),
    [
        ("docs_10l04ohp", ["docs/index.md:3:1", "sub/index.md:3:1", "docs/way.css:1:21"]),
        ("project/made", ["made/index.md:3:1", "made/sub/index.md:3:1", "made/way.css:1:21"]),
    ],
    ids=["outside the project", "in it"],
)
def test_a_plug_in_that_copies_docs_is_answered_with_names_that_stay(
    copied_to: str, named: list[str], tmp_path: Path
) -> None:
    """As the one for many projects in one does, which puts the pages of others into the copy."""
    page, style = "# Start\n\n[a](nope.md)\n", "p { background: url(gone.png) }\n"
    project = write(tmp_path / "project", {"docs/index.md": page, "docs/way.css": style})
    copy = shutil.copytree(project / "docs", tmp_path / copied_to)
    write(copy, {"sub/index.md": "# Sub\n\n[b](nope.md)\n"})
    hook = tmp_path / "copies.py"
    hook.write_text(f"def on_config(config):\n    config.docs_dir = {str(copy)!r}\n")
    assert [line.partition(": ")[0] for line in build(project, hook)[:-1]] == named


def test_docs_outside_the_project_are_no_copy_and_keep_their_folder(tmp_path: Path) -> None:
    files = {"mkdocs.yml": "site_name: Tiny\ndocs_dir: ../docs\n", "../docs/index.md -> gone.md": ""}
    assert build(write(tmp_path / "project", files))[0].startswith("../docs/index.md: a link to 'gone.md'")
