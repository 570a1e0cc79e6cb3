"""What a model that is loaded may call and no model needs: commands, code, files, the network."""

from __future__ import annotations

from collections.abc import Iterable

from mlpack import wording
from mlpack.artifacts.pickled import Global, Told

_MODULES = {
    *("asyncio", "bdb", "code", "codeop", "commands", "ctypes", "ftplib", "http", "httplib"),
    *("importlib", "marshal", "multiprocessing", "nt", "ntpath", "os", "pdb", "pip", "pkgutil"),
    *("platform", "posix", "posixpath", "profile", "cProfile", "pty", "requests", "runpy"),
    *("shutil", "smtplib", "socket", "socketserver", "ssl", "subprocess", "sys", "telnetlib"),
    *("threading", "timeit", "trace", "urllib", "urllib2", "venv", "webbrowser", "winreg"),
    *("xmlrpc", "zipimport"),
}
_BUILTINS = {
    *("__import__", "apply", "breakpoint", "compile", "delattr", "eval", "exec", "execfile"),
    *("file", "getattr", "globals", "input", "open", "reload", "setattr"),
}
_NAMES = {
    "builtins": _BUILTINS,
    "__builtin__": _BUILTINS,
    "_io": {"FileIO", "open", "open_code"},
    "_pickle": {"load", "loads", "Unpickler"},
    "io": {"FileIO", "open", "open_code"},
    "operator": {"attrgetter", "methodcaller"},
    "_operator": {"attrgetter", "methodcaller"},
    "pickle": {"load", "loads", "Unpickler"},
    "types": {"CodeType", "FunctionType"},
    "numpy.testing._private.utils": {"runstring"},
    "torch": {"load", "hub"},
    "torch.serialization": {"load"},
}
_SCRIPT = "__main__"


def is_dangerous(named: Global) -> bool:
    """Also where it is reached through another module, as in numpy and os.system."""
    module, name = named.module, named.name
    names = _NAMES.get(module, set())
    through = {*name.split(".")[:-1]} & {*_MODULES, "builtins", "__builtins__"}
    return module.partition(".")[0] in _MODULES or name.split(".")[0] in names or bool(through)


def caution(told: Told) -> str:
    """What loading a pickle would do besides, or would need; empty where it is as it should be."""
    bad = [named for named in told.globals if is_dangerous(named)]
    if called := [named for named in bad if named in told.called]:
        return f"loading it would call {_listed(called)}"
    if bad:
        return f"loading it would import {_listed(bad)}"
    if own := [named for named in told.globals if named.module == _SCRIPT]:
        return f"loading it needs {_listed(own)}, from the script that wrote it"
    return ""


def _listed(named: Iterable[Global]) -> str:
    names = sorted({str(one) for one in named})
    return wording.all_of(names if len(names) < 4 else [*names[:3], "more"])
