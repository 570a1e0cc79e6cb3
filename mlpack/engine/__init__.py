"""The container engine on this machine."""

from mlpack.engine.docker import Complaint, Engine, find

__all__ = ["Complaint", "Engine", "find"]
