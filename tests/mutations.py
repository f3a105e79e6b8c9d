"""Makes the mutants of a module: each differs from it in one small way."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

_SWAPPED: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mod: (ast.FloorDiv,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.Continue: (ast.Break,),
    ast.Break: (ast.Continue,),
}
_RENAMED = {
    **{"any": "all", "all": "any", "min": "max", "max": "min", "find": "rfind", "rfind": "find"},
    **{"startswith": "endswith", "endswith": "startswith", "partition": "rpartition"},
    **{"rpartition": "partition", "match": "search", "fullmatch": "match", "union": "intersection"},
}
_PASSED_ON = {
    "strip",
    "lstrip",
    "rstrip",
    "lower",
    "removeprefix",
    "removesuffix",
    "sorted",
    "split",
    "reversed",
}
_UNTOUCHED = {"annotation", "returns", "decorator_list", "bases", "type_params"}


@dataclass(frozen=True)
class Mutant:
    function: str  # its qualified name; '' for the body of the module
    was: str  # the statement, without what stands inside it
    now: str
    code: CodeType

    def __str__(self) -> str:
        return f"{self.function or 'module'}\n    {self.was}\n    {self.now}"


def mutants(source: str, name: str) -> Iterator[Mutant]:
    """Each mutant of a module in turn."""
    tree = ast.parse(source)
    yield from _below(tree, tree, "", None, name)


def _below(
    tree: ast.Module, node: ast.AST, function: str, around: ast.stmt | None, name: str
) -> Iterator[Mutant]:
    """The mutants of what stands in a node; they are made in the tree, which is as it was afterwards."""
    for key, value in ast.iter_fields(node):
        if key in _UNTOUCHED or (isinstance(node, ast.ClassDef | ast.Module) and key == "body" and not value):
            continue
        slots = enumerate(value) if isinstance(value, list) else ((None, value),)
        for at, child in list(slots):
            if not isinstance(child, ast.AST) or _is_left_alone(node, child):
                continue
            inner = child if isinstance(child, ast.stmt) else around
            for other in _others(node, child):
                was = _shown(inner)
                _put(node, key, at, other)
                shown = other if child is inner else inner
                yield Mutant(
                    function, was, _shown(shown), compile(ast.fix_missing_locations(tree), name, "exec")
                )
                _put(node, key, at, child)
            own = child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) else ""
            within = f"{function}.{own}".strip(".")
            yield from _below(tree, child, within, inner, name)


def _is_left_alone(node: ast.AST, child: ast.AST) -> bool:
    """Imports, texts that explain, and what a class says of its fields."""
    if isinstance(child, ast.Import | ast.ImportFrom | ast.Assert):
        return True
    if isinstance(node, ast.ClassDef):
        return not isinstance(child, ast.FunctionDef)
    if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
        return True
    return isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)


def _put(node: ast.AST, key: str, at: int | None, child: ast.AST) -> None:
    if at is None:
        setattr(node, key, child)
    else:
        getattr(node, key)[at] = child


def _others(parent: ast.AST, node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    yield from (other() for other in _SWAPPED.get(type(node), ()))
    match node:
        case ast.Constant() if isinstance(parent, ast.UnaryOp):  # '-1' is changed as a whole
            return
        case ast.BoolOp() | ast.IfExp():
            yield from node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse)
        case ast.UnaryOp():
            yield node.operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(value=float(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str(value)):
            yield ast.Constant(f"{'!' if value.startswith('~') else '~'}{value[1:]}")
        case ast.Call(func=ast.Attribute(attr=name, value=receiver)) if name in _PASSED_ON:
            yield receiver
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _PASSED_ON:
            yield first
        case ast.Name(id=name, ctx=ast.Load()) if name in _RENAMED:
            yield ast.Name(_RENAMED[name], ast.Load())
        case ast.Attribute(attr=name, value=receiver) if name in _RENAMED:
            yield ast.Attribute(receiver, _RENAMED[name], ast.Load())
        case ast.Slice():
            yield from (ast.Slice(None, node.upper),) if node.lower else ()
            yield from (ast.Slice(node.lower, None),) if node.upper else ()
        case ast.comprehension(ifs=[_, *_]):
            yield ast.comprehension(node.target, node.iter, [], node.is_async)
        case ast.Expr() | ast.AugAssign() | ast.Raise():
            yield ast.Pass()
        case ast.Return(value=ast.Constant(value=None | False | "")):
            return
        case ast.Return(value=ast.expr()):
            yield ast.Return()
        case ast.expr() if isinstance(parent, ast.If) and parent.test is node:
            yield from (ast.Constant(True), ast.Constant(False))


def _shown(node: ast.AST | None) -> str:
    """A statement on one line, without the statements in it."""
    if node is None:
        return ""
    text = ast.unparse(node)
    blocks = getattr(node, "body", None)
    if isinstance(blocks, list):
        text = text[: text.index("\n") if "\n" in text else None]
    return " ".join(text.split())
