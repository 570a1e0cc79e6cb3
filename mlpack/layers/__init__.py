"""Where templates lie: layers of folders and of git repositories over the built-in one."""

from mlpack.layers.fetch import is_commit
from mlpack.layers.layer import BUILT_IN, Layer, Layers, built_in, open_layers

__all__ = ["BUILT_IN", "Layer", "Layers", "built_in", "is_commit", "open_layers"]
