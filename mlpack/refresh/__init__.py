"""The rows of the catalogue that a package index can tell, made anew from it."""

from mlpack.refresh.index import Index, reached
from mlpack.refresh.refresh import Refresh, Refreshed, RowsVanished

__all__ = ["Index", "Refresh", "Refreshed", "RowsVanished", "reached"]
