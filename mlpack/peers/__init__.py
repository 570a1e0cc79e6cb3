"""The files of other packaging tools, as a mlpack.yaml would say the same."""

from mlpack.peers.model import Carried, Imported, Left

__all__ = ["Carried", "Imported", "Left"]
