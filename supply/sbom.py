"""`python -m supply.sbom` writes `sbom.cdx.json`: all that the guide is made of, as CycloneDX 1.6.

A package of requirements.txt is "required": it builds the site. One that requirements-zensical.txt adds is
"optional": it builds the site with Zensical. One that only requirements-dev.txt holds is "excluded": it runs
the tests. The npm tools of the tests are left out, as nothing of them is shipped.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .lock import Pin, read

ROOT = Path(__file__).parent.parent
SBOM = ROOT / "sbom.cdx.json"


@dataclass(frozen=True)
class Vendored:
    """A file of others that lies in the project and goes to readers."""

    path: str
    kind: str
    name: str
    version: str
    licence: str
    purl: str | None = None


VENDORED = (
    Vendored(
        path="docs/assets/vendor/minisearch.js",
        kind="library",
        name="minisearch",
        version="7.2.0",
        licence="MIT",
        purl="pkg:npm/minisearch@7.2.0",
    ),
    Vendored(
        path="docs/assets/fonts/atkinson-hyperlegible-next.woff2",
        kind="file",
        name="Atkinson Hyperlegible Next",
        version="2.001",
        licence="OFL-1.1",
    ),
)


def describe(root: Path = ROOT) -> str:
    """The text of the list. The same parts give the same text, on any machine and at any time."""
    scopes = {
        _purl(pin): scope
        for lock, scope in (("requirements-zensical.txt", "optional"), ("requirements.txt", "required"))
        for pin in read(root / lock)
    }
    pins = read(root / "requirements-dev.txt")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    guide = {"type": "application", "bom-ref": "guide"} | {key: project[key] for key in ("name", "version")}
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": guide},
        "components": [
            *(_file(root, file) for file in VENDORED),
            *(_package(pin, scopes.get(_purl(pin), "excluded")) for pin in pins),
        ],
        "dependencies": [
            {"ref": "guide", "dependsOn": [*(file.path for file in VENDORED), *_asked_for(pins)]},
            *({"ref": file.path} for file in VENDORED),
            *({"ref": _purl(pin), "dependsOn": _needs(pin, pins)} for pin in pins),
        ],
    }
    return json.dumps(bom, indent=1, ensure_ascii=False) + "\n"


def _file(root: Path, file: Vendored) -> dict[str, Any]:
    found = hashlib.sha256((root / file.path).read_bytes()).hexdigest()
    return {
        "type": file.kind,
        "bom-ref": file.path,
        "name": file.name,
        "version": file.version,
        "scope": "required",
        "hashes": _hashes([found]),
        "licenses": [{"license": {"id": file.licence}}],
        **({"purl": file.purl} if file.purl else {}),
        "evidence": {"occurrences": [{"location": file.path}]},
    }


def _package(pin: Pin, scope: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": _purl(pin),
        "name": pin.name,
        "version": pin.version,
        "scope": scope,
        "hashes": _hashes(pin.hashes),
        "purl": _purl(pin),
    }


def _purl(pin: Pin) -> str:
    return f"pkg:pypi/{pin.name}@{pin.version}"


def _hashes(found: Iterable[str]) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": content} for content in found]


def _asked_for(pins: Iterable[Pin]) -> list[str]:
    return [_purl(pin) for pin in pins if any(name.startswith("-r ") for name in pin.needed_by)]


def _needs(pin: Pin, pins: Iterable[Pin]) -> list[str]:
    return [_purl(other) for other in pins if pin.name in other.needed_by]


if __name__ == "__main__":
    SBOM.write_text(describe(), encoding="utf-8")
