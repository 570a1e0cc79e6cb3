"""The backend that pip-tools is, under a Python that fits the target or in a cross mode."""

from mlpack.lock.pip_tools.backend import PipTools

__all__ = ["PipTools"]
