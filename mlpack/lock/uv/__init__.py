"""The backend that uv is."""

from mlpack.lock.uv.backend import Uv, found

__all__ = ["Uv", "found"]
