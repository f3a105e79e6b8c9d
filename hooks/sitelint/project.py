"""Reads mkdocs.yml without MkDocs, and remembers where each setting stands."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import yaml
from pathspec import GitIgnoreSpec

from .model import PAGES, File, Place, shown_from
from .resolve import split
from .snippets import Snippets
from .yaml_lines import YamlLines

_PLAIN_PLUGINS = frozenset({"glightbox", "minify", "offline", "redirects", "search", "tags"})

# What blocks an extension makes where its options name none.
_OWN_TYPES = {
    "pymdownx.blocks.admonition": [
        "note",
        "attention",
        "caution",
        "danger",
        "error",
        "tip",
        "hint",
        "warning",
        "important",
    ]
}
_DETOUR = re.compile(r"^/|//|\./")  # in the path of a page
KeyPath = tuple[str | int, ...]


class ProjectError(Exception):
    """The project cannot be read at all."""


class NavEntry(NamedTuple):
    target: str
    place: Place


@dataclass(frozen=True)
class Project:
    """What the checks need to know of mkdocs.yml."""

    file: Path
    settings: Mapping[str, Any]
    places: Mapping[KeyPath, Place]
    docs_dir: Path
    directory_urls: bool

    @property
    def root(self) -> Path:
        return self.file.parent

    def shown(self, path: Path) -> str:
        """The path as a person at the root of the project would type it."""
        if self._is_copy and path.is_relative_to(self.docs_dir):
            return self.shown_doc(path.relative_to(self.docs_dir).as_posix())
        return shown_from(self.root, path)

    def shown_doc(self, path: str) -> str:
        """The same for a path of docs/; in a copy, what docs/ itself does not hold has no folder."""
        is_known = not self._is_copy or (self._named_docs / path).exists()
        return f"{self._shown_docs}/{path}" if is_known else path

    @cached_property
    def _is_copy(self) -> bool:
        """True where a plug-in reads all docs from a folder outside the project, which is soon gone."""
        is_outside = not self.docs_dir.is_relative_to(self.root)
        return is_outside and os.path.realpath(self.docs_dir) != os.path.realpath(self._named_docs)

    @cached_property
    def _named_docs(self) -> Path:
        return self.root / str(self.settings.get("docs_dir", "docs"))

    @cached_property
    def _shown_docs(self) -> str:
        return shown_from(self.root, self._named_docs if self._is_copy else self.docs_dir)

    def place(self, *path: str | int) -> Place:
        """Where a setting stands, or the nearest setting around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file.name))

    def get(self, *path: str | int) -> Any:
        """A setting, or None if it or anything above it is not there."""
        value: Any = self.settings
        for key in path:
            if isinstance(value, list) and isinstance(key, int):
                value = value[key] if key < len(value) else None
            else:
                value = value.get(key) if isinstance(value, Mapping) else None
        return value

    @cached_property
    def nav(self) -> tuple[NavEntry, ...]:
        return tuple(self._entries(self.get("nav"), ("nav",)))

    def _entries(self, value: object, path: KeyPath) -> Iterator[NavEntry]:
        if isinstance(value, str):
            yield NavEntry(self.named_in_nav(value), self.place(*path))
        if isinstance(value, Mapping):
            for key, item in value.items():
                yield from self._entries(item, (*path, key))
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._entries(item, (*path, index))

    def named_in_nav(self, entry: str) -> str:
        """A page by its path in docs/, as MkDocs finds it; './talking.md' is 'talking.md'."""
        if not (entry.endswith(PAGES) and _DETOUR.search(entry)) or ":" in entry:
            return entry
        is_rooted = self.validation("nav", "absolute_links") == "relative_to_docs"
        return PurePosixPath(entry.lstrip("/") if is_rooted else entry).as_posix()

    @property
    def theme_name(self) -> str:
        theme = self.get("theme")
        name = theme.get("name", "") if isinstance(theme, Mapping) else theme
        return str("mkdocs" if theme is None else name)

    @cached_property
    def plugin_names(self) -> frozenset[str]:
        plugins = self.get("plugins")
        items = list(plugins) if isinstance(plugins, Mapping) else _as_list(plugins)
        names = (next(iter(item), "") if isinstance(item, Mapping) else item for item in items)
        return frozenset(str(name).rpartition("/")[2] for name in names)

    @property
    def may_make_pages(self) -> bool:
        """True if there is a plug-in that may bring along pages that are not in docs/."""
        return bool(self.plugin_names - _PLAIN_PLUGINS)

    def extension(self, name: str) -> Mapping[str, Any] | None:
        """The options of a Markdown extension, or None if it is not in use."""
        if name not in self._extensions:
            return None
        options = self._extensions[name]
        return options if isinstance(options, Mapping) else {}

    @cached_property
    def _extensions(self) -> Mapping[str, object]:
        """The options of each Markdown extension; mkdocs.yml may hold a list of them, or one mapping."""
        items = _as_list(self.get("markdown_extensions"))
        pairs = (item.items() if isinstance(item, Mapping) else ((item, None),) for item in items)
        return {str(name): options for pair in pairs for name, options in pair}

    def extension_place(self, name: str, *path: str | int) -> Place:
        """Where mkdocs.yml says something of a Markdown extension in use."""
        items = self.get("markdown_extensions")
        own = enumerate(items if isinstance(items, list) else ())
        listed = [at for at, item in own if isinstance(item, Mapping) and name in item]
        return self.place("markdown_extensions", *listed, name, *path)

    @property
    def extension_names(self) -> tuple[str, ...]:
        """The Markdown extensions in use."""
        return tuple(self._extensions)

    @cached_property
    def nests_fences(self) -> bool:
        """True if fences of code are read in lists, quotes and callouts too."""
        return not {"pymdownx.superfences", "pymdownx.extra"}.isdisjoint(self.extension_names)

    @cached_property
    def block_names(self) -> frozenset[str]:
        """The names that may stand behind `///`, as far as mkdocs.yml tells."""
        own = {name.rpartition(".")[2] for name in self.extension_names}
        types = [
            kind.get("name") if isinstance(kind, Mapping) else kind
            for name in self.extension_names
            if name.startswith("pymdownx.blocks.")
            for kind in _as_list((self.extension(name) or {}).get("types", _OWN_TYPES.get(name)))
        ]
        return frozenset(own.union(str(kind) for kind in types))

    @cached_property
    def snippets(self) -> Snippets:
        """What pages include; without the extension they include nothing."""
        options = self.extension("pymdownx.snippets")
        bases = [] if options is None else _as_list(options.get("base_path", "."))
        return Snippets(self.root, tuple(self._folder(str(base)) for base in bases))

    @cached_property
    def appended(self) -> tuple[str, ...]:
        """What the extension puts below every page."""
        options = self.extension("pymdownx.snippets") or {}
        return tuple(map(str, _as_list(options.get("auto_append"))))

    def _folder(self, base: str) -> Path:
        named = base.replace("$config_dir", str(self.root)).replace("$docs_dir", str(self.docs_dir))
        return self.root / named

    @property
    def rooted_links(self) -> bool:
        """True if MkDocs takes a link that starts with '/' to start at docs/."""
        return self.validation("links", "absolute_links") == "relative_to_docs"

    def validation(self, part: str, name: str) -> str:
        """What `validation` says of a part ('nav' or 'links'), '' if nothing."""
        level = self.get("validation", part, name) or self.get("validation", name)
        return str(level or "")

    @property
    def home(self) -> str:
        """The path of the site on its host, as '/guide/'; '' if mkdocs.yml does not say it."""
        url = self.get("site_url")
        parts = split(url) if isinstance(url, str) else None
        return f"{parts.path.rstrip('/')}/" if parts and parts.netloc else ""

    @property
    def made_later(self) -> tuple[File, ...]:
        """The files and folders that are added to the site after it is built (`extra.guide.made`)."""
        return tuple(File("", str(path), str(path)) for path in _as_list(self.get("extra", "guide", "made")))

    @cached_property
    def excluded(self) -> GitIgnoreSpec:
        """Matches the files of docs/ that MkDocs leaves out."""
        return patterns(".*\n/templates/\n" + str(self.get("exclude_docs") or ""))

    @property
    def data_files(self) -> tuple[Path, ...]:
        """The YAML that extensions read."""
        options = self.extension("guide_extensions.helplines")
        return () if options is None else (self.root / str(options.get("file", "helplines.yml")),)

    @property
    def template_folder(self) -> Path | None:
        folder = self.get("theme", "custom_dir")
        return self.root / folder if isinstance(folder, str) else None


#: The settings that hold patterns for files of docs/.
PATTERNS = ("not_in_nav", "exclude_docs", "draft_docs")


def patterns(text: object) -> GitIgnoreSpec:
    """What MkDocs makes of a setting such as `exclude_docs`."""
    return GitIgnoreSpec.from_lines(str(text or "").splitlines())


def settings_file(project: Path) -> Path:
    """The settings of a project, as MkDocs finds them in its folder; a file is taken as it is."""
    if project.suffix in (".yml", ".yaml") and not project.is_dir():
        return project
    files = [project / name for name in ("mkdocs.yml", "mkdocs.yaml")]
    return next((file for file in files if os.path.lexists(file)), files[0])


def lineage(file: Path) -> Iterator[Path]:
    """A file of settings, then what it inherits from, as far as can be told.

    None is opened before the next one is asked for, so that it can be looked at first.
    """
    known: list[Path] = []
    parent: Path | None = file.absolute()
    while parent and parent not in known:
        yield parent
        known.append(parent)
        try:
            settings, _ = _parse(parent, parent.name)
        except (yaml.YAMLError, ValueError, RecursionError):  # whoever reads it next says why
            return
        parent = _parent(parent, settings)


def load(file: Path) -> Project:
    """Read mkdocs.yml and, below its own settings, the file that it inherits from."""
    try:
        project = _load(file)
        _ = project.nav  # read here, where it can be refused, as the patterns are
        _refuse_patterns(project)
    except RecursionError as error:
        raise ProjectError(f"cannot read {file}: an alias leads back to itself") from error
    return project


def _refuse_patterns(project: Project) -> None:
    for key in PATTERNS:
        try:
            patterns(project.get(key))
        except (ValueError, re.error) as error:
            raise ProjectError(f"cannot read {project.place(key)}: '{key}': {error}") from error


def _load(file: Path) -> Project:
    settings, places = _read(file.resolve(), file.resolve().parent, ())
    docs_dir = settings.get("docs_dir", "docs")
    if not isinstance(docs_dir, str):
        raise ProjectError(f"{file}: 'docs_dir' must be a path")
    urls = settings.get("use_directory_urls", True)
    return Project(file.resolve(), settings, places, file.resolve().parent / docs_dir, bool(urls))


def _read(file: Path, root: Path, above: tuple[Path, ...]) -> tuple[dict[str, Any], dict[KeyPath, Place]]:
    try:
        settings, places = _parse(file, shown_from(root, file))
    except OSError as error:
        raise ProjectError(f"cannot read {file}: {error.strerror}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ProjectError(f"cannot read {file}: {error}") from error
    parent = _parent(file, settings)
    if parent is None or file in above:
        return settings, places
    base, base_places = _read(parent, root, (*above, file))
    return _merged(base, settings), {**base_places, **places}


def _parent(file: Path, settings: Mapping[str, Any]) -> Path | None:
    parent = settings.get("INHERIT")
    return Path(os.path.abspath(file.parent / parent)) if isinstance(parent, str) else None


def _parse(file: Path, shown: str) -> tuple[dict[str, Any], dict[KeyPath, Place]]:
    raw = file.read_bytes()
    loader = _Loader(raw)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise ValueError("expected lines of 'key: value'")
        lines, nodes = YamlLines(raw), _nodes(node, (), set())
        places = {path: Place(shown, *lines.spot(item.start_mark)) for path, item in nodes}
        return loader.construct_document(node), places
    finally:
        loader.dispose()


def _merged(base: Any, own: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(own, dict)):
        return own
    return {**base, **{key: _merged(base.get(key), value) for key, value in own.items()}}


def _nodes(node: yaml.Node, path: KeyPath, seen: set[yaml.Node]) -> Iterator[tuple[KeyPath, yaml.Node]]:
    """Where each value stands: a scalar itself; for a list or a mapping the key above it."""
    if node in seen:  # an alias: it may lead back to itself, or to very many others
        return
    seen.add(node)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item
            yield from _nodes(item, (*path, index), seen)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield (*path, key.value), value if isinstance(value, yaml.ScalarNode) else key
                yield from _nodes(value, (*path, key.value), seen)


def _variables(node: yaml.Node) -> list[str]:
    """The names that `!ENV` asks for."""
    names = node.value[:-1] if _has_default(node) else node.value
    items = names if isinstance(node, yaml.SequenceNode) else [node]
    for item in items:
        if not isinstance(item, yaml.ScalarNode):
            problem = "expected the name of an environment variable after '!ENV'"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=item.start_mark)
    return [item.value for item in items]


def _has_default(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode) and len(node.value) > 1


def _as_list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class _Loader(yaml.CSafeLoader):
    """Takes MkDocs's own tags for what they say, and runs nothing."""

    def construct_env(self, node: yaml.Node) -> object:
        """`!ENV NAME` or `!ENV [NAME, OTHER, default]`."""
        for name in _variables(node):
            if name in os.environ:
                value = os.environ[name]
                # As MkDocs does, so that 'true' means true. The types of PyYAML leave this one function out.
                resolve: Callable[[type[yaml.Node], str, tuple[bool, bool]], str] = self.resolve
                tag = resolve(yaml.ScalarNode, value, (True, False))
                return self.construct_object(yaml.ScalarNode(tag, value))
        return self.construct_object(node.value[-1]) if _has_default(node) else None

    def construct_unknown(self, _: str, node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return self.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return self.construct_sequence(node, deep=True)
        return node.value


_Loader.add_constructor("!ENV", _Loader.construct_env)
_Loader.add_multi_constructor("!", _Loader.construct_unknown)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _Loader.construct_unknown)
