"""What a pickle would make, as values: classes and functions by name, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Global:
    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(eq=False)
class Made:
    """What calling `maker` would give, and what it would be filled with."""

    maker: object
    args: object = ()
    items: dict[object, object] = field(default_factory=dict)
    filling: object = None

    def attribute(self, name: str) -> object:
        parts = self.filling if isinstance(self.filling, tuple) else (self.filling,)
        found = (part[name] for part in parts[:2] if isinstance(part, dict) and name in part)
        return next(found, None)

    @property
    def kind(self) -> Global | None:
        """Its class, also where a function of the library makes it."""
        maker, args = self.maker, self.args
        indirect = isinstance(maker, Global) and maker.module in {"copyreg", "copy_reg"}
        if indirect and isinstance(args, tuple) and args:
            maker = args[0]
        return maker if isinstance(maker, Global) else None


@dataclass(eq=False)
class Told:
    """What a pickle says of itself, as far as it was read.

    `root` is what it makes. `noted` are the first values of the names that tell of a model.
    `blobs` are its long strings of bytes, each by its start and length.
    """

    root: object = None
    is_whole: bool = False
    globals: dict[Global, None] = field(default_factory=dict)
    called: set[Global] = field(default_factory=set)
    noted: dict[str, object] = field(default_factory=dict)
    blobs: list[tuple[int, int]] = field(default_factory=list)
