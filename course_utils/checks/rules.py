"""Rules that a prompt states, such as "with NumPy alone": what a function's code makes use of."""

import dis
import functools
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass

from .running import code_of

# The course package counts as one: an exercise asks for a function of the reader's own.
LIBRARIES = {"numpy", "cv2", "scipy", "skimage", "sklearn", "matplotlib", "PIL", "imageio"}
LIBRARIES |= {"pandas", "torch", "tensorflow", "jax", "numba", "mahotas", "course_utils"}


@dataclass(frozen=True)
class Rule:
    """A rule of a prompt.

    Attributes
    ----------
    sentence : str
        What the rule is, for a reader who has broken it.
    is_broken_by : callable
        Takes the package and the object of one thing that an answer uses, and tells whether that
        breaks the rule.
    """

    sentence: str
    is_broken_by: Callable


def only(package, sentence):
    """Return the rule that no library but this one is used."""
    return Rule(sentence, lambda used, thing: used != package)


def without(functions, sentence):
    """Return the rule that none of these functions is used."""
    return Rule(sentence, lambda used, thing: any(thing is function for function in functions))


def by_hand(allowed, sentence):
    """Return the rule that no library's function is called, except those allowed."""
    return Rule(sentence, lambda used, thing: all(thing is not function for function in allowed))


# What helps to look at a picture may be used; what a topic teaches is for the reader to write.
_HELPERS = ("course_utils.data", "course_utils.plots", "course_utils.controls")


def _is_own_work(used, thing):
    module = getattr(thing, "__module__", None) or ""
    helps = module.startswith(_HELPERS) or getattr(thing, "__name__", "") == "to_gray"
    return used == "course_utils" and not helps


OWN_WORK = Rule("write it yourself, without what the course package teaches.", _is_own_work)


def own_package(function):
    """Tell whether a function is one of the course package itself."""
    return _package(function) == "course_utils"


def broken_rule(rules, function):
    """Return the first of these rules that a function breaks, and by what, or None.

    What is found is what stands in the code of the function and of the reader's functions that it
    calls; not what is looked up by a text, or comes in as an argument.
    """
    used = list(_used(function))
    for rule in (OWN_WORK, *rules):
        for package, thing in used:
            if rule.is_broken_by(package, thing):
                return rule, _full_name(package, thing)
    return None


def _used(function):
    """Yield the package and the object of each thing from a library that the code names."""
    todo, seen = [function], []
    while todo:
        thing = todo.pop()
        while isinstance(thing, functools.partial):
            thing = thing.func
        if isinstance(thing, types.ModuleType) or any(thing is other for other in seen):
            continue
        seen.append(thing)
        package = _package(thing)
        if package:
            yield package, thing
        elif code_of(thing) is not None:
            todo += _named(code_of(thing), getattr(thing, "__globals__", {}), _cells(thing))


def _package(thing):
    """Return the library that a thing belongs to, or an empty text."""
    module = getattr(thing, "__module__", None) or getattr(type(thing), "__module__", "")
    if not isinstance(module, str) or module.startswith("course_utils.exercises"):
        return ""
    package = module.partition(".")[0]
    if package == "builtins" and _is_opencv(thing):
        return "cv2"  # its functions do not say where they come from
    return package if package in LIBRARIES else ""


def _full_name(package, thing):
    """Name a thing as its users do: by the outermost module that has it."""
    path = (getattr(thing, "__module__", None) or type(thing).__module__ or package).split(".")
    for length in range(1, len(path) + 1):
        module = ".".join(path[:length])
        for name, known in getattr(sys.modules.get(module), "__dict__", {}).items():
            if known is thing:
                return f"{module}.{name}"
    return f"{package}.{getattr(thing, '__name__', type(thing).__name__)}"


def _is_opencv(thing):
    cv2 = sys.modules.get("cv2")
    return cv2 is not None and getattr(cv2, getattr(thing, "__name__", ""), None) is thing


def _cells(function):
    """Return what a function sees of the function around it."""
    names = getattr(function, "__code__", None) and function.__code__.co_freevars
    cells = getattr(function, "__closure__", None) or ()
    found = {}
    for name, cell in zip(names or (), cells, strict=False):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not set yet
            continue
    return found


def _named(code, names, cells):
    """Yield the objects that code names: global ones, parts of modules, what it imports."""
    local, module, last = dict(cells), None, None
    for step in dis.get_instructions(code):
        name, before, last = step.argval, last, None
        if step.opname == "IMPORT_NAME":
            last = module = sys.modules.get(name)
        elif step.opname == "IMPORT_FROM":
            last = getattr(module, name, None)
        elif step.opname.startswith("STORE"):
            local[name] = before
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            if isinstance(before, types.ModuleType):
                last = getattr(before, name, None)
        elif step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            last = names.get(name)
        elif step.opname.startswith(("LOAD_FAST", "LOAD_DEREF")) and isinstance(name, str):
            last = local.get(name)
        if callable(last):
            yield last
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _named(inner, names, local)
