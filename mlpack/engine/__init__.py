"""The container engine on this machine."""

from mlpack.engine.docker import Engine, find

__all__ = ["Engine", "find"]
