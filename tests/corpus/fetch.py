"""Fetches source distributions from the index that pip is set to use, and checks their hashes.

Nothing of them is built; their templates are rendered, and mkdocs.yml may name functions that are installed.
Only texts and pictures that documentation needs are unpacked.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pip._internal.commands import create_command
from pip._internal.commands.download import DownloadCommand
from pip._internal.exceptions import PipError
from pip._vendor.requests import RequestException

from corpus.recipes import Recipe

_ENDINGS = """
.md .yml .html .css .js .txt .csv .json .xml
.png .svg .jpg .jpeg .gif .ico .webp .webm .mp4
"""
_LARGEST = 5_000_000  # bytes of a file; no page or picture of the trees has more


class FetchError(Exception):
    """A source distribution cannot be had, or is not the one that was locked."""


def fetch(recipe: Recipe, downloads: Path) -> bytes:
    """A source distribution, from the last time if its hash is right."""
    kept = downloads / f"{recipe.package}-{recipe.version}.tar.gz"
    data = kept.read_bytes() if kept.is_file() else _download(recipe)
    found = hashlib.sha256(data).hexdigest()
    if found != recipe.sha256:
        kept.unlink(missing_ok=True)
        raise FetchError(f"{kept.name} has the sha256 {found}, and {recipe.sha256} is locked")
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(data)
    return data


def _download(recipe: Recipe) -> bytes:
    try:
        return _ask(recipe)
    except (PipError, RequestException) as error:
        reason = " ".join(str(error).split())
        raise FetchError(f"{recipe.package} {recipe.version} cannot be fetched: {reason}") from error


def _ask(recipe: Recipe) -> bytes:
    """Ask as `pip download` does, which would build what it brings."""
    command = create_command("download")
    assert isinstance(command, DownloadCommand)
    options, _ = command.parse_args(["--quiet", "--no-input"])
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(options=options, session=session)
        for candidate in finder.find_all_candidates(recipe.package):
            link = candidate.link
            if str(candidate.version) == recipe.version and link.filename.endswith(".tar.gz"):
                answer = session.get(link.url_without_fragment)
                answer.raise_for_status()
                return bytes(answer.content)
    raise FetchError(f"the index has no source distribution of {recipe.package} {recipe.version}")


def unpack(archive: bytes, folder: Path) -> None:
    """Write the texts and pictures of a source distribution below a folder, and nothing elsewhere."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for path, member in _files(tar):
            file = tar.extractfile(member)
            if file:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(file.read())


def _files(tar: tarfile.TarFile) -> Iterator[tuple[PurePosixPath, tarfile.TarInfo]]:
    """The files of use, each with its path below the folder that the archive holds."""
    for member in tar:
        parts = PurePosixPath(member.name).parts[1:]
        is_plain = member.isreg() and parts and ".." not in parts and not member.name.startswith("/")
        if is_plain and member.size <= _LARGEST and PurePosixPath(parts[-1]).suffix in _ENDINGS.split():
            yield PurePosixPath(*parts), member
