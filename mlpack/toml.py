"""TOML for every Python that mlpack runs on: tomllib, and before 3.11 tomli, which is the same."""

import sys

if sys.version_info >= (3, 11):
    from tomllib import TOMLDecodeError, loads
else:
    from tomli import TOMLDecodeError, loads

__all__ = ["TOMLDecodeError", "loads"]
