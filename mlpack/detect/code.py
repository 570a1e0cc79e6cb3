"""Python code read as a syntax tree: what it imports, loads, predicts, and computes on."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace

from mlpack.detect.clue import Clue, Definition, Found, Import, Module, Remark, one_line
from mlpack.detect.folder import Folder, folders_of

_MOST_FILES = 200
_MOST_BYTES = 2**19
_LARGEST = 256 * 2**10
_ASIDE = {
    "test",
    "tests",
    "testing",
    "doc",
    "docs",
    "example",
    "examples",
    "notebooks",
    "benchmarks",
}
_ASIDE_NAME = re.compile(r"(test_.*|.*_test|conftest|setup|.*train.*|.*experiment.*|noxfile)\.py")
_LOADS = re.compile(r"load|load_model|load_learner|from_pretrained|InferenceSession|Booster|Llama")
_PREDICTOR = re.compile(
    r"(predict|infer|classify|score|generate|embed|forecast)(_\w+|ion|ence)?", re.I
)
_CUDA = re.compile(r"cuda(:\d+)?|CUDAExecutionProvider")
_LEAVES = (ast.Name, ast.Constant, ast.expr_context, ast.operator, ast.arg)
_PLACING = {"to", "device", "set_default_device"}
_PLACES = {"device", "device_map", "map_location", "providers"}
_LOWEST_PORT, _HIGHEST_PORT = 1024, 65535


def read_code(folder: Folder) -> Iterator[Found]:
    """The nearest to the root first, as far as a look is worth it."""
    left = _MOST_BYTES
    paths = [path for path in folder.files if path.endswith(".py")]
    for path in paths[:_MOST_FILES]:
        text = folder.text(path, most=_LARGEST)
        left -= len(text)
        if left < 0:
            return
        yield from _read(path, text)


def _read(path: str, text: str) -> Iterator[Found]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        module = _Reader(path, text.split("\n"))
        module.read(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield Remark(f"{path} cannot be read as Python, and is passed over.")
        return
    yield module.module()
    if not is_aside(path):
        yield from sorted(module.clues, key=lambda clue: int(clue.where.rpartition(":")[2]))


def is_aside(path: str) -> bool:
    """Whether it is a test, an example, or trains: what serves may need other packages."""
    name = path.rpartition("/")[2]
    return bool({*folders_of(path)} & _ASIDE) or bool(_ASIDE_NAME.fullmatch(name))


class _Reader:
    def __init__(self, path: str, lines: list[str]) -> None:
        self.path, self.lines = path, lines
        self.imports: list[Import] = []
        self.loaders: list[Definition] = []
        self.predictors: list[Definition] = []
        self.clues: list[Clue] = []
        self.asks_for_cuda = False

    def read(self, tree: ast.Module) -> None:
        """Each node once, with the function that it is in."""
        todo: list[tuple[ast.AST, Definition | None]] = [(tree, None)]
        while todo:
            node, function = todo.pop()
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                function = self._function(node)
            elif isinstance(node, ast.Call):
                self._call(node, function)
            elif isinstance(node, ast.Import):
                self.imports += (
                    Import(alias.name, node.lineno, f"import {alias.name}") for alias in node.names
                )
            elif isinstance(node, ast.ImportFrom):
                self._import_from(node)
            inner = ast.iter_child_nodes(node)
            todo += ((child, function) for child in inner if not isinstance(child, _LEAVES))
        if self.asks_for_cuda:
            self.clues = [_doubted(clue) for clue in self.clues]

    def module(self) -> Module:
        return Module(
            self.path,
            tuple(sorted(self.imports, key=lambda one: one.line)),
            tuple(dict.fromkeys(sorted(self.loaders, key=_line))),
            tuple(dict.fromkeys(sorted(self.predictors, key=_line))),
            is_aside(self.path),
        )

    def _import_from(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        joint = "" if module.endswith(".") else "."
        for alias in node.names:
            says = f"from {module} import {alias.name}"
            self.imports.append(Import(f"{module}{joint}{alias.name}", node.lineno, says))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Definition:
        definition = Definition(node.name, node.lineno)
        if _PREDICTOR.fullmatch(node.name):
            self.predictors.append(definition)
        if node.name == "load":
            self.loaders.append(definition)
        return definition

    def _call(self, node: ast.Call, function: Definition | None) -> None:
        name = _called(node)
        if _LOADS.fullmatch(name):
            self.loaders.append(function or Definition("", node.lineno))
        if function and _PREDICTOR.fullmatch(name):
            self.predictors.append(function)
        self.asks_for_cuda |= name == "is_available"
        placed = [word.value for word in node.keywords if word.arg in _PLACES]
        values = [*(node.args if name in _PLACING else ()), *placed]
        inner = [item for v in values for item in (v.elts if isinstance(v, ast.List) else [v])]
        texts = [i.value for i in inner if isinstance(i, ast.Constant) and isinstance(i.value, str)]
        if (name == "cuda" and isinstance(node.func, ast.Attribute)) or any(
            _CUDA.fullmatch(text) for text in texts
        ):
            self._say("compute", "cuda", node.lineno)
        for word in node.keywords:
            port = word.value.value if isinstance(word.value, ast.Constant) else None
            if word.arg == "port" and type(port) is int and _LOWEST_PORT <= port <= _HIGHEST_PORT:
                self._say("serving.port", str(port), word.value.lineno)

    def _say(self, setting: str, value: str, line: int) -> None:
        says = one_line(self.lines[line - 1])
        self.clues.append(Clue(setting, value, f"{self.path}:{line}", says, "likely"))


def _doubted(clue: Clue) -> Clue:
    """Code that asks whether there is a GPU runs without one."""
    return replace(clue, sure="possible") if clue.setting == "compute" else clue


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _line(definition: Definition) -> int:
    return definition.line


# Of the standard library once, and no distribution's: they differ between the Pythons that mlpack
# runs on, and the answer does not.
_GONE = {
    "asynchat",
    "asyncore",
    "cgi",
    "distutils",
    "imp",
    "pipes",
    "smtpd",
    "telnetlib",
    "tomllib",
}


def is_standard(module: str) -> bool:
    first = module.partition(".")[0]
    return first in sys.stdlib_module_names or first in _GONE
