"""Adds files to an archive so that the same files give the same bytes, whoever packs them and when."""

from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_DATE = (1980, 1, 1, 0, 0, 0)
_RIGHTS = 0o100644 << 16
_UNIX = 3


def add(archive: ZipFile, name: str, content: bytes, *, method: int = ZIP_DEFLATED) -> None:
    """Add a file; `method` is `ZIP_DEFLATED` or `ZIP_STORED`."""
    entry = ZipInfo(name, _DATE)
    entry.external_attr = _RIGHTS
    entry.create_system = _UNIX
    entry.compress_type = method
    archive.writestr(entry, content, compresslevel=9)
