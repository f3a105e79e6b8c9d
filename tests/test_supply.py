"""What the guide is made of: locked, from wheels, listed for others, and audited, or said not to be."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from conftest import ROOT
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from fontTools.ttLib import TTFont
from guide_extensions.helplines import HelplineError, load
from peers import FOLDER, NODE, NPM
from pip_requirements_parser import RequirementsFile

from supply import advisories
from supply.lock import Pin, read
from supply.sbom import SBOM, VENDORED, describe

Parts = set[tuple[str, str, frozenset[str]]]
LOCKS = ("requirements.txt", "requirements-dev.txt")
ZENSICAL = "requirements-zensical.txt"


def parts(lock: str) -> Parts:
    """Name, version and hashes of each package in a lock, as the parser of another project reads them."""
    file = RequirementsFile.from_file(str(ROOT / lock))
    assert not file.invalid_lines
    return {
        (
            pin.name,
            pin.get_pinned_version,
            frozenset(text.removeprefix("sha256:") for text in pin.hash_options),
        )
        for pin in file.requirements
    }


# The lock


@pytest.mark.parametrize("lock", [*LOCKS, ZENSICAL])
def test_the_lock_is_read_as_others_read_it(lock: str) -> None:
    pins = read(ROOT / lock)
    assert {(pin.name, pin.version, frozenset(pin.hashes)) for pin in pins} == parts(lock)
    assert all(pin.hashes and pin.needed_by for pin in pins)


def test_the_tests_run_with_what_builds_the_site() -> None:
    assert parts("requirements.txt") | parts(ZENSICAL) < parts("requirements-dev.txt")


def test_zensical_shares_the_environment() -> None:
    """What both engines need is of one version; what only Zensical needs is little."""
    shared = {name for name, _, _ in parts("requirements.txt")}
    added = {part for part in parts(ZENSICAL) if part[0] not in shared}
    assert parts(ZENSICAL) - added < parts("requirements.txt")
    assert {name for name, _, _ in added} == {"deepmerge", "tomli", "zensical"}


# Installing


@pytest.fixture(scope="module")
def installs() -> list[list[str]]:
    """The options of each `pip install` of `make`, those of the locks first."""
    command = ["make", "--dry-run", "--always-make", ".venv/tests", ".venv/zensical"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = [line.split("pip install ")[1].split() for line in said.splitlines() if "pip install " in line]
    return sorted(found, key=lambda options: "--editable" in options)


def test_nothing_is_installed_without_its_hash(installs: list[list[str]]) -> None:
    *from_locks, itself = installs
    assert [options[-1] for options in from_locks] == ["/dev/stdin", *LOCKS, ZENSICAL]
    assert len({tuple(options[:-1]) for options in from_locks}) == 1, "the same rules for all"
    assert "--require-hashes" in from_locks[0]
    assert itself[-2:] == ["--editable", "."]
    assert "--no-deps" in itself
    assert all("--no-build-isolation" in options for options in installs), (
        "isolated builds fetch what they like"
    )


def test_setuptools_is_there_before_it_builds(tmp_path: Path) -> None:
    recipe = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("\tsed "))
    command = recipe.strip().replace("$$", "$").split(" | ")[0]
    said = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (tmp_path / "first.txt").write_text(said)
    [pin] = read(tmp_path / "first.txt")
    assert (pin.name, frozenset(pin.hashes)) in {(name, hashes) for name, _, hashes in parts(LOCKS[0])}
    assert pin.name == "setuptools"


def sources(folder: Path, name: str) -> str:
    """Put a package that comes as sources only into a folder; gives the line that locks it."""
    file = folder / f"{name}-1.0.tar.gz"
    facts = {"name": name, "version": "1.0"}
    texts = {
        "setup.py": f"import setuptools\nopen({str(folder / 'ran')!r}, 'w')\nsetuptools.setup(**{facts})",
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
    }
    with tarfile.open(file, "w:gz") as archive:
        for path, text in texts.items():
            info = tarfile.TarInfo(f"{name}-1.0/{path}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


@pytest.mark.parametrize(("name", "runs"), [("unheard-of", False), ("jsmin", True)])
def test_only_what_is_named_is_built_from_its_sources(
    tmp_path: Path, installs: list[list[str]], name: str, runs: bool
) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(sources(tmp_path, name))
    local = ["--dry-run", "--ignore-installed", "--no-index", "--find-links", str(tmp_path)]
    pip = [sys.executable, "-m", "pip", "--isolated", "install", *installs[0][:-1], str(lock), *local]
    result = subprocess.run(pip, capture_output=True, text=True)
    assert (result.returncode == 0) == runs, result.stderr
    assert (tmp_path / "ran").exists() == runs


def test_what_is_built_from_its_sources_is_in_the_lock(installs: list[list[str]]) -> None:
    options = installs[1]
    named = {value for option, value in itertools.pairwise(options) if option == "--no-binary"}
    assert named <= {pin.name for pin in read(ROOT / LOCKS[1])}


def test_npm_checks_each_tool_and_runs_nothing_of_it() -> None:
    tools = json.loads((FOLDER / "package-lock.json").read_text())["packages"]
    assert all(tool["integrity"].startswith("sha512-") for path, tool in tools.items() if path)
    command: list[str | Path] = [NODE, NPM, "config", "get", "ignore-scripts", "--prefix", FOLDER]
    result = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True)
    assert result.stdout.strip() == "true"


# The list of parts


@pytest.fixture(scope="module")
def sbom() -> dict[str, Any]:
    found = json.loads(SBOM.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def listed(sbom: dict[str, Any], *scopes: str) -> Parts:
    """Name, version and hashes of each Python package of these scopes in the list of parts."""
    return {
        (part["name"], part["version"], frozenset(item["content"] for item in part["hashes"]))
        for part in sbom["components"]
        if part.get("purl") == f"pkg:pypi/{part['name']}@{part['version']}" and part["scope"] in scopes
    }


def test_the_list_is_what_make_lock_writes() -> None:
    assert SBOM.read_text(encoding="utf-8") == describe(), "run `make lock`"


def test_the_list_equals_the_lock(sbom: dict[str, Any]) -> None:
    assert listed(sbom, "required") == parts("requirements.txt")
    assert listed(sbom, "required", "optional") == parts("requirements.txt") | parts(ZENSICAL)
    assert listed(sbom, "required", "optional", "excluded") == parts("requirements-dev.txt")
    assert len(sbom["components"]) == len(parts("requirements-dev.txt")) + len(VENDORED)


def test_the_list_is_cyclonedx_and_says_neither_when_nor_where() -> None:
    text = SBOM.read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert text.count("://") == 1, "no address but that of the schema"
    assert "timestamp" not in text
    assert "serialNumber" not in text


def test_the_list_holds_the_files_of_others(sbom: dict[str, Any]) -> None:
    found = {part["bom-ref"]: part for part in sbom["components"] if "evidence" in part}
    assets = ROOT / "docs/assets"
    files = [*assets.glob("vendor/*.js"), *assets.glob("fonts/*.woff2")]
    assert sorted(found) == sorted(file.relative_to(ROOT).as_posix() for file in files)
    for file in files:
        part = found[file.relative_to(ROOT).as_posix()]
        assert part["hashes"][0]["content"] == hashlib.sha256(file.read_bytes()).hexdigest()
        if file.suffix == ".woff2":
            assert TTFont(file)["name"].getDebugName(5) == f"Version {part['version']}"


def test_the_list_says_what_needs_what(sbom: dict[str, Any]) -> None:
    needs = {part["ref"].partition("@")[0]: part.get("dependsOn", []) for part in sbom["dependencies"]}
    refs = {part["bom-ref"] for part in sbom["components"]}
    assert set().union(*needs.values()) == refs, "each part is there because something needs it"
    assert {ref.partition("@")[0] for ref in needs["pkg:pypi/mkdocs-minify-plugin"]} == {
        f"pkg:pypi/{name}" for name in ("csscompressor", "htmlmin2", "jsmin", "mkdocs")
    }


# The audit

Answer = Callable[[dict[str, Any]], tuple[int, str]]
HOLE = {"id": "PYSEC-1", "summary": "A hole.", "affected": []}


@contextmanager
def service(answer: Answer) -> Iterator[str]:
    """A service that knows of holes; gives the option that names it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, text = answer(asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"--osv-url=http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def knowing(*names: str, **hole: Any) -> Answer:
    """The answers of a service that knows of a hole in these packages."""

    def answer(asked: dict[str, Any]) -> tuple[int, str]:
        return 200, json.dumps({"vulns": [HOLE | hole]} if asked["package"]["name"] in names else {})

    return answer


def test_an_audit_without_findings_asks_about_every_pin(capsys: pytest.CaptureFixture[str]) -> None:
    asked = []

    def answer(question: dict[str, Any]) -> tuple[int, str]:
        asked.append((question["package"]["name"], question["version"]))
        return knowing("django")(question)

    with service(answer) as option:
        assert advisories.main([option]) == 0
    pins = read(ROOT / "requirements-dev.txt")
    assert {(pin.name, pin.version) for pin in pins} <= set(asked), "those for another Python, too"
    assert capsys.readouterr().out == f"no known hole in {len(pins)} locked packages\n"


PINS = [Pin("thing", "1.0", ("0" * 64,), ()), Pin("other", "2.0", ("0" * 64,), ())]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advisories, "read", lambda lock: PINS)


@pytest.mark.usefixtures("few")
def test_an_audit_names_what_has_a_hole(capsys: pytest.CaptureFixture[str]) -> None:
    mended = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}
    affected = [{"package": {"name": "thing", "ecosystem": "PyPI"}, "ranges": [mended]}]
    with service(knowing("django", "thing", affected=affected)) as option:
        assert advisories.main([option]) == 1
    assert capsys.readouterr().out == "thing 1.0: PYSEC-1 (mended in 1.1)\n"


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda asked: (404, "not here"), "404"),
        (lambda asked: (500, ""), "500"),
        (lambda asked: (200, ""), "JSONDecodeError"),
        (lambda asked: (200, "<h1>Log in</h1>"), "JSONDecodeError"),
        (lambda asked: (200, '{"message": "come back later"}'), "KeyError: 'vulns'"),
        (lambda asked: (200, "{}"), "no hole in django 1.2"),
        (knowing("django", "thing", schema_version="2.0"), "Unsupported OSV schema version"),
        (knowing("django", "thing", affected=None), "missing 'affected' list"),
    ],
    ids=[
        "404",
        "500",
        "empty",
        "not JSON",
        "not an answer",
        "knows nothing",
        "newer schema",
        "affects nothing",
    ],
)
def test_an_audit_that_cannot_be_done_fails_and_says_so(
    answer: Answer, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with service(answer) as option:
        assert advisories.main([option]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("advisories: could not audit: ")
    assert said in line


@pytest.mark.usefixtures("few")
def test_an_audit_that_nobody_answers_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with service(knowing()) as option:
        pass
    assert advisories.main([option]) == 2
    assert "refused" in capsys.readouterr().err


def test_an_audit_of_nothing_fails() -> None:
    with service(knowing("django")) as option, pytest.raises(advisories.AuditError, match="empty"):
        advisories.audit([], [option])


def test_an_audit_that_leaves_one_out_fails() -> None:
    pin = Pin("thing", "1.0-rc1", ("0" * 64,), ())  # the answer is about 1.0rc1
    with service(knowing("django")) as option, pytest.raises(advisories.AuditError, match="about thing"):
        advisories.audit([pin], [option])


# What a host edits


def test_helplines_run_no_code(tmp_path: Path) -> None:
    file, ran = tmp_path / "helplines.yml", tmp_path / "ran"
    file.write_text(f"!!python/object/apply:os.system ['touch {ran}']\n")
    with pytest.raises(HelplineError):
        load(file)
    assert not ran.exists()
