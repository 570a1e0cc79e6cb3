"""mlpack: from a few wishes about an ML service to the files an expert would have written."""

__version__ = "0.1.0"
