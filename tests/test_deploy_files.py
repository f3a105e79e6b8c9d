"""What deploy/ says, and what the build writes for hosts of static sites, fits what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import web_servers
from conftest import ROOT
from web_servers import DEPLOY, replaced

from finish import headers, policy

CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
README = (DEPLOY / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
HASHED = re.compile(r"assets/.*\.[0-9a-f]{8}\.(css|js|woff2)")


def steps(name: str) -> list[str]:
    """What stands behind an instruction of the container file, in order."""
    return re.findall(rf"(?m)^{name} +(.+)$", CONTAINER)


# The container, which no machine of the tests can build


def test_the_container_knows_instructions_only() -> None:
    known = "FROM|RUN|WORKDIR|COPY|ARG|ENV|USER"
    for line in CONTAINER.splitlines():
        assert re.match(rf"(?:(?:{known}) \S|#|$)", line), line


def test_the_container_copies_what_there_is() -> None:
    here = [copy.split() for copy in steps("COPY") if "--from" not in copy]
    assert here
    assert all((ROOT / source).exists() for *sources, _ in here for source in sources)


def test_the_container_takes_what_it_made() -> None:
    stage = re.search(r"(?m)^FROM \S+ AS (\w+)$", CONTAINER)
    taken = re.search(r"(?m)^COPY --from=(\w+) (\S+) (\S+)$", CONTAINER)
    made = re.search(r"(?m)^RUN make publish DIR=(\S+)$", CONTAINER)
    assert stage
    assert taken
    assert made
    assert (taken[1], taken[2], taken[3]) == (stage[1], made[1], made[1])
    assert f"root * {made[1]}/live" in (DEPLOY / "Caddyfile").read_text(encoding="utf-8")


def test_the_container_runs_commands_that_exist() -> None:
    runs = " && ".join(steps("RUN"))
    targets = re.findall(r"\bmake (?!lib)(\w+)", runs)
    assert targets == ["publish"]
    assert all(re.search(rf"(?m)^{target}:", MAKEFILE) for target in targets)


def test_the_container_has_what_sets_the_type() -> None:
    pango = (ROOT / "tests/pango.py").read_text(encoding="utf-8")
    for package in re.findall(r'"(lib[\w.-]+)"', pango):
        assert package in CONTAINER


def test_the_container_runs_without_rights() -> None:
    last = CONTAINER.splitlines()[-1]
    assert re.fullmatch(r"USER [1-9]\d*:[1-9]\d*", last)
    owner = last.removeprefix("USER ")
    assert f"chown {owner} /certificates" in CONTAINER
    assert "XDG_DATA_HOME=/certificates" in CONTAINER


def test_the_container_is_built_from_clean_sources() -> None:
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".venv", "build", "site"} <= set(left_out)
    assert ".git" not in left_out  # the build takes the time of the last commit


# The papers


def test_readme_names_files_that_exist() -> None:
    for path in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (DEPLOY / path).is_file(), path


def test_readme_names_the_images_to_trust() -> None:
    trusted = README.split("## What to trust")[1]
    images = [step.split()[0] for step in steps("FROM")]
    assert len(images) == 2
    assert [image for image in images if f"`{image}`" not in trusted] == []


def test_readme_tells_each_server_of_new_pages() -> None:
    for server in ("nginx", "Caddy"):
        section = README.split(f"## {server}")[1].split("\n## ")[0]
        assert f'RELOAD="sudo systemctl reload {server.lower()}"' in section
        assert "make rollback" in section


def test_readme_uses_commands_that_exist() -> None:
    for target in re.findall(r"\bmake (\w+)", README):
        assert re.search(rf"(?m)^{target}:", MAKEFILE), target
    for module in re.findall(r"python -m (\w+)", README):
        assert (ROOT / module / "__main__.py").is_file(), module


def test_readme_leads_through_five_steps_for_each_server() -> None:
    for server in ("nginx", "Caddy"):
        section = README.split(f"## {server}")[1].split("\n## ")[0]
        assert re.findall(r"(?m)^(\d)\. ", section) == list("12345")


def test_one_line_changes_below_a_folder() -> None:
    below = README.split("## Below a folder")[1].split("\n## ")[0]
    assert "root /srv/www;" in below
    assert "root * /srv/www" in below
    # What a host writes there is what the tests of the servers run: they fail if this line is another.
    for name, line in (
        ("nginx.conf", "\troot /srv/back-together/live;\n\tindex"),
        ("Caddyfile", "\n\troot * "),
    ):
        assert (DEPLOY / name).read_text(encoding="utf-8").count(line) == 1


def test_what_a_test_leans_on_is_missed() -> None:
    with pytest.raises(AssertionError, match="no 'listen 80;' any more"):
        replaced("listen 8080;", {"listen 80;": "listen 1;"})


# The servers of the tests


def test_what_the_servers_need_is_installed_or_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(web_servers, "_PATH", "/nowhere")
    monkeypatch.setattr(web_servers, "_stop", lambda services: None)
    monkeypatch.setattr(web_servers, "install", lambda *packages: installed.extend(packages))
    assert web_servers.main() == 1
    assert {"nginx", "caddy", "openssl"} < set(installed)
    assert len(capsys.readouterr().err.splitlines()) == 1
    with pytest.raises(web_servers.ServerMissing, match=r"no openssl .* Debian's openssl"):
        web_servers.find("openssl")


# The headers


def test_the_table_says_what_a_reader_needs() -> None:
    table = headers.table("default-src 'none'")
    permissions = table.pop("Permissions-Policy").split(", ")
    assert table == {
        "Content-Security-Policy": "default-src 'none'",
        "Strict-Transport-Security": "max-age=63072000",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "X-DNS-Prefetch-Control": "off",
    }
    assert {"camera=()", "microphone=()", "geolocation=()", "display-capture=()"} < set(permissions)
    assert [entry for entry in permissions if not entry.endswith("=()")] == ["clipboard-write=(self)"]


# _headers


def test_headers_of_static_hosts_hold_on_everything_and_last_on_hashed_files(site: Path) -> None:
    text = (site / headers.STATIC_HOSTS).read_text(encoding="utf-8")
    rules = {
        lines[0]: dict(line.strip().split(": ", 1) for line in lines[1:])
        for rule in re.split(r"(?m)^(?=/)", text)
        if (lines := rule.splitlines())
    }
    paths = {path.relative_to(site).as_posix() for path in site.rglob("*")}
    assert rules.pop("/*") == headers.table(policy.header([site]))
    assert {path.removeprefix("/") for path in rules} == set(filter(HASHED.fullmatch, paths))
    assert all(fields == {"Cache-Control": headers.FOREVER} for fields in rules.values())


def test_headers_of_static_hosts_fit_into_what_these_hosts_read(site: Path) -> None:
    lines = (site / headers.STATIC_HOSTS).read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 2000  # Cloudflare drops a longer line
    assert sum(line.startswith("/") for line in lines) <= 100  # and a rule above this
