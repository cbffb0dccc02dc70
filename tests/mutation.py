"""Small changes to a function, made by machine: what a check must refuse.

Each change is made at one place of the body: a number is off by one, an axis, an argument, a step
or a whole statement is missing, a function has become its neighbor. Knowledge of the subject is
not to be had here; changes that need it stand in `tests/exercises/`.
"""

import ast
import difflib
import inspect
import textwrap
from typing import NamedTuple

DTYPES = ["bool", "uint8", "int8", "uint16", "int16", "int32", "int64"]
DTYPES += ["float16", "float32", "float64"]
# Functions, attributes and options that are taken for each other.
GROUPS = ["min max", "minimum maximum", "argmin argmax max", "rint floor ceil", "round floor ceil"]
GROUPS += ["sum mean median max std", "std var", "cumsum cumprod sum", "zeros ones", "any all"]
GROUPS += ["zeros_like ones_like", "sqrt square", "sin cos", "left right", "size ndim"]
GROUPS += ["COLOR_BGR2GRAY COLOR_RGB2GRAY", "COLOR_BGR2HSV COLOR_RGB2HSV"]
OPERATORS = [(ast.Add, ast.Sub, ast.Mult), (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)]
OPERATORS += [(ast.BitAnd, ast.BitOr, ast.BitXor), (ast.LShift, ast.RShift), (ast.And, ast.Or)]
OPERATORS += [(ast.Eq, ast.NotEq), (ast.Lt, ast.LtE, ast.Gt, ast.GtE)]
OPERATORS += [(ast.In, ast.NotIn), (ast.Is, ast.IsNot)]
COMMUTATIVE = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)


def _others(groups):
    """Return for each member of the groups what else is in its groups."""
    found = {}
    for group in groups:
        for one in group:
            found[one] = found.get(one, []) + [other for other in group if other != one]
    return found


KIN = _others([*map(str.split, GROUPS), DTYPES])
OTHER_OPERATORS = {**_others(OPERATORS), ast.Pow: [ast.Mult], ast.MatMult: [ast.Mult]}


class Mutant(NamedTuple):
    """A changed function: the kind of change, the line as it reads now, and the whole source."""

    kind: str
    line: str
    source: str


def mutants_of(function):
    """Return a function's mutants, each source once."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    if ast.get_docstring(definition):
        del definition.body[0]
    before = ast.unparse(tree)
    found = {before: None}
    for kind in _changes_made(definition):
        source = ast.unparse(tree)
        if source not in found:
            found[source] = Mutant(kind, _changed_line(before, source), source)
    return [mutant for mutant in found.values() if mutant]


def _changed_line(before, after):
    """Return the line that is new in the second of two sources, or name the one that is missing."""
    marked = list(difflib.ndiff(before.split("\n"), after.split("\n")))
    new, old = (
        " ".join(line[2:].strip() for line in marked if line.startswith(mark))
        for mark in ("+ ", "- ")
    )
    return new or f"without {old}"


def _changes_made(definition):
    """Make each change in turn in the tree itself, yield its kind, and take it back."""
    names = _local_names(definition)
    for parent in ast.walk(definition):
        for field, value in ast.iter_fields(parent):
            if _is_given(parent, field) or _only_notices_errors(parent):
                continue
            for kind, new in _new_values(parent, field, value, names):
                setattr(parent, field, new)
                yield kind
                setattr(parent, field, value)


def _local_names(definition):
    stored = [
        node.id
        for node in ast.walk(definition)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return list(dict.fromkeys([argument.arg for argument in definition.args.args] + stored))


def _new_values(parent, field, value, names):
    """Yield the kind of a change and the new value of one field of a node."""
    if not isinstance(value, list):
        if isinstance(value, ast.expr):
            yield from _other_expressions(value, names)
            if field in ("lower", "upper", "slice") or (field == "right" and _divides(parent)):
                yield from _off_by_one(value, names)
            if field == "iter":
                yield from _other_items(value, names)
        if field in ("lower", "upper", "step"):
            yield from _other_ends(field, value)
        if field == "op":
            yield from (("operator", other()) for other in OTHER_OPERATORS.get(type(value), ()))
        return
    for i, one in enumerate(value):
        if _only_notices_errors(one):
            continue
        before, after = value[:i], value[i + 1 :]
        if isinstance(one, ast.expr):
            for kind, other in _other_expressions(one, names):
                yield kind, [*before, other, *after]
            if field == "args":
                for kind, other in _other_items(one, names):
                    yield kind, [*before, other, *after]
        elif isinstance(one, ast.stmt):
            yield "statement", [*before, *after] or [ast.Pass()]
            for kind, others in _other_statements(one, names):
                yield kind, [*before, *others, *after]
        elif isinstance(one, ast.cmpop):
            for other in OTHER_OPERATORS[type(one)]:
                yield "operator", [*before, other(), *after]
        if field in ("args", "keywords", "elts", "ifs"):
            yield "argument", [*before, *after]
        if field in ("args", "elts") and after and not _is_commutative(parent):
            yield "order", [*before, after[0], one, *after[1:]]


def _other_statements(statement, names):
    match statement:
        case ast.Return(ast.expr() as value):
            yield "return", [ast.Return(ast.UnaryOp(ast.USub(), value))]
            yield from (("return", [ast.Return(_name(name))]) for name in names)
        case ast.AugAssign(target=target, value=value):
            yield "statement", [ast.Assign([target], value, lineno=0)]
        case ast.For(target, iterable, body):
            yield "loop", [ast.For(target, iterable, [*body, ast.Break()], [], lineno=0)]
        case ast.If(body=body, orelse=otherwise):
            yield "statement", body
            yield "statement", otherwise or [ast.Pass()]


def _other_ends(field, value):
    if value is not None:
        yield "slice", None
    elif field == "step":
        yield "slice", ast.Constant(-1)
    else:
        yield "slice", ast.Constant(1 if field == "lower" else -1)


def _other_expressions(node, names):
    """Yield the kind of a change and what may stand in the place of an expression."""
    match node:
        case ast.Constant(bool() as value):
            yield "constant", ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            others = [value + 1, value - 1, value * 2] + [value // 2] * (value % 2 == 0)
            yield from (("constant", ast.Constant(other)) for other in others)
        case ast.Constant(str() as value):
            yield from (("kin", ast.Constant(other)) for other in KIN.get(value, ()))
        case ast.Name(name, ast.Load()):
            for other in KIN.get(name, ()):
                yield _kind(name), _name(other)
            if name in names:
                yield from (("variable", _name(other)) for other in names if other != name)
        case ast.Attribute(owner, name):
            for other in KIN.get(name, ()):
                yield _kind(name), ast.Attribute(owner, other)
            if name == "size":
                yield "kin", ast.Call(_name("len"), [owner], [])
        case ast.Call(ast.Attribute(ast.Name(module)), arguments) if module in ("np", "cv2"):
            yield from (("call", argument) for argument in arguments)
        case ast.Call(ast.Attribute(owner)):
            yield "call", owner
        case ast.Call(_, arguments):
            yield from (("call", argument) for argument in arguments)
        case ast.Subscript(owner, _, ast.Load()):
            yield "index", owner
        case ast.BinOp(left, operator, right):
            yield from (("operand", left), ("operand", right))
            if not isinstance(operator, COMMUTATIVE):
                yield "order", ast.BinOp(right, operator, left)
        case ast.UnaryOp(_, operand):
            yield "sign", operand
        case ast.BoolOp(_, operands):
            yield from (("operand", operand) for operand in operands)
        case ast.IfExp(_, one, other):
            yield from (("operand", one), ("operand", other))


def _off_by_one(node, names):
    if _is_computed(node, names):
        for operator in (ast.Add(), ast.Sub()):
            yield "off by one", ast.BinOp(node, operator, ast.Constant(1))


def _other_items(node, names):
    """Yield an expression without its first or last item, turned round, and its first item."""
    if _is_computed(node, names):
        for part in ("1:", ":-1", "::-1", "0"):
            part = ast.parse(f"x[{part}]", mode="eval").body.slice
            yield "items", ast.Subscript(node, part, ast.Load())


def _is_computed(node, names):
    """Tell whether an expression is no constant, option or function."""
    match node:
        case ast.Name(name) | ast.Attribute(ast.Name(name)):
            return name in names
    return isinstance(node, ast.Call | ast.Subscript | ast.BinOp)


def _divides(node):
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mod)


def _is_given(parent, field):
    """Tell whether a field belongs to the head of a function, which the exercise sets."""
    return isinstance(parent, ast.arguments) or (
        isinstance(parent, ast.FunctionDef) and field != "body"
    )


def _only_notices_errors(node):
    """Tell whether a node is the option of `zip` that has no part in the result."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _is_commutative(call):
    return isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("maximum", "minimum")


def _kind(name):
    return "dtype" if name in DTYPES else "kin"


def _name(name):
    return ast.Name(name if name not in DTYPES or name == "bool" else f"np.{name}", ast.Load())
