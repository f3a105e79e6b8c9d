"""The compressed copies beside the files of the site: the same text, smaller, and never an older one."""

import gzip
import os
from pathlib import Path

import brotli
import pytest

from finish.compress import compress

TEXT = "Take the time you need. " * 20


@pytest.mark.parametrize("suffix", [".html", ".css", ".js", ".svg", ".xml", ".txt", ".json", ".webmanifest"])
def test_copies_hold_the_same_text_and_are_smaller(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "folder" / f"file{suffix}"
    path.parent.mkdir()
    path.write_text(TEXT)
    copies = compress(tmp_path)
    assert [copy.name for copy in copies] == [f"{path.name}.br", f"{path.name}.gz"]
    assert all(copy.parent == path.parent and copy.stat().st_size < len(TEXT) for copy in copies)
    assert brotli.decompress(copies[0].read_bytes()) == TEXT.encode()
    assert gzip.decompress(copies[1].read_bytes()) == TEXT.encode()
    assert copies[1].read_bytes()[4:8] == bytes(4), "no time inside: the same text gives the same bytes"


def test_nothing_is_written_where_it_gains_nothing(tmp_path: Path) -> None:
    for name in ("picture.png", "face.woff2", "edition.zip", "sitemap.xml.gz"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "short.html").write_text(TEXT[:199])
    (tmp_path / "noise.txt").write_bytes(os.urandom(300))
    assert compress(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 6


def test_the_same_text_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(TEXT)
    first = [copy.read_bytes() for copy in compress(tmp_path)]
    os.utime(path, (0, 0))
    assert [copy.read_bytes() for copy in compress(tmp_path)] == first


def test_no_copy_of_an_older_text_stays(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(TEXT)
    compress(tmp_path)
    path.write_text("Gone")
    assert compress(tmp_path) == []
    assert list(tmp_path.iterdir()) == [path]
