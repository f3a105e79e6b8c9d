"""Makes a tree of documentation one that MkDocs builds with what is installed here."""

import re
import shutil
from pathlib import Path

import yaml

from corpus import nodes
from corpus.fetch import FetchError, fetch, unpack
from corpus.recipes import Recipe

# Of other settings the trees have no need, or they ask for what is not here.
_KEPT = """
site_name site_description site_url repo_url repo_name copyright docs_dir use_directory_urls nav theme extra
extra_css extra_javascript markdown_extensions not_in_nav exclude_docs draft_docs
"""
# What mkdocstrings and markdown-exec read, and what takes its place.
_MKDOCSTRINGS = (
    (r"\[([^\[\]\n]+)\]\[[\w-]+\.[\w.]+\]", r"\1"),
    (r"\[(`[\w.]+`)\]\[\]", r"\1"),
    (r"^( *`{3,} ?\w+) (exec|result)=.*$", r"\1"),
)


def prepare(recipe: Recipe, work: Path) -> Path:
    """A fresh folder with mkdocs.yml, docs/ and templates, ready to build."""
    folder = work / "trees" / recipe.name
    unpacked = work / "unpacked" / recipe.name
    for path in (folder, unpacked):
        shutil.rmtree(path, ignore_errors=True)
    unpack(fetch(recipe, work / "downloads"), unpacked)
    config = unpacked / recipe.config
    root = yaml.compose(config.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    docs = str(nodes.plain(root).get("docs_dir", "docs")).strip("/")
    shutil.copytree(inside(config.parent, docs), folder / docs)
    for text in config.parent.glob("*.md"):  # pages include README.md and the like
        shutil.copy(text, folder)
    theme = nodes.plain(root).get("theme") or {}
    custom = theme.get("custom_dir", "") if isinstance(theme, dict) else ""
    if custom and inside(config.parent, custom).is_dir():
        shutil.copytree(config.parent / custom, folder / custom, dirs_exist_ok=True)
    for name in recipe.dropped:
        _drop(folder / name)
    replaced = _MKDOCSTRINGS if recipe.mkdocstrings else recipe.replaced
    for page in folder.rglob("*.md"):
        _replace_in(page, replaced)
    _adapt(root, recipe, folder)
    nodes.in_blocks(nodes.installed(root))
    (folder / "mkdocs.yml").write_text(yaml.serialize(root, allow_unicode=True), encoding="utf-8")
    return folder


def inside(folder: Path, name: str) -> Path:
    """A folder that mkdocs.yml names, if it does not lead out of the one that mkdocs.yml stands in."""
    if not (folder / name).resolve().is_relative_to(folder.resolve()):
        raise FetchError(f"{folder} names the folder {name!r}, which lies elsewhere")
    return folder / name


def _replace_in(page: Path, replaced: tuple[tuple[str, str], ...]) -> None:
    text = page.read_text(encoding="utf-8")
    for old, new in replaced:
        text = re.sub(old, new, text, flags=re.MULTILINE)
    page.write_text(text, encoding="utf-8")


def _drop(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _adapt(root: yaml.MappingNode, recipe: Recipe, folder: Path) -> None:
    """Leave in mkdocs.yml what works here, and put in what the recipe says."""
    kept = _KEPT.split()
    root.value = [(key, value) for key, value in root.value if key.value in kept]
    plain = nodes.plain(root)
    theme = dict(plain.get("theme") or {}) if recipe.theme == "material" else {}
    theme = {key: value for key, value in theme.items() if key not in ("variant", "font")}
    if not (folder / str(theme.get("custom_dir", "?"))).is_dir():
        theme.pop("custom_dir", None)
    extra = {key: value for key, value in (plain.get("extra") or {}).items() if key != "analytics"}
    settings = {
        "theme": {**theme, "name": recipe.theme, "font": False},
        "extra": extra,
        "plugins": ["search"],
        **recipe.settings,
    }
    for key, value in settings.items():
        nodes.put(root, key, None if value is False and key == "nav" else nodes.of(value))
    _adapt_extensions(root, recipe)


def _adapt_extensions(root: yaml.MappingNode, recipe: Recipe) -> None:
    """Leave the extensions that are installed, and add those of the recipe."""
    listed = nodes.get(root, "markdown_extensions")
    items = [_item(*pair) for pair in listed.value] if isinstance(listed, yaml.MappingNode) else listed.value
    kept = [nodes.installed(item) for item in items if _name(item) and _name(item) not in recipe.without]
    for item in kept:
        if _name(item) == "pymdownx.snippets" and isinstance(item, yaml.MappingNode):
            options = item.value[0][1]
            if isinstance(options, yaml.MappingNode):
                nodes.put(options, "check_paths", None)  # a missing snippet would end a build of MkDocs
    present = {_name(item) for item in kept}
    added = [nodes.of(name) for name in recipe.extensions if name not in present]
    nodes.put(root, "markdown_extensions", yaml.SequenceNode("tag:yaml.org,2002:seq", [*kept, *added]))


def _item(key: yaml.Node, value: yaml.Node) -> yaml.Node:
    return yaml.MappingNode("tag:yaml.org,2002:map", [(key, value)])


def _name(item: yaml.Node) -> str:
    """The short name of an extension, or nothing if it is not installed."""
    name = str(item.value if isinstance(item, yaml.ScalarNode) else item.value[0][0].value)
    name = name.removeprefix("markdown.extensions.")
    return name if nodes.can_import(name) or nodes.can_import(f"markdown.extensions.{name}") else ""
