"""The command line: parses, calls `mlpack.api`, shows."""
