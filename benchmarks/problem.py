"""What keeps a measurement from being made."""

from __future__ import annotations


class Unmeasured(Exception):
    """A step failed; the message says which, and the end of what it said."""


class NoTool(Exception):
    """docker, or a client that was asked for, is not on this machine."""
