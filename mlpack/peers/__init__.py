"""The files of other packaging tools, as a mlpack.yaml would say the same."""

from mlpack.peers.collector import nested
from mlpack.peers.model import Carried, Imported, Left
from mlpack.peers.read import home_of, read_peer
from mlpack.peers.split import Split, split

__all__ = ["Carried", "Imported", "Left", "Split", "home_of", "nested", "read_peer", "split"]
