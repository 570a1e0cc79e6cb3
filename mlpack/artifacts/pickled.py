"""What a pickle would make, as values: classes and functions by name, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field

_MAKERS = {"_reconstruct", "_reconstructor", "__newobj__", "__newobj_ex__"}


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
        """Its class, also where a function makes it that is given the class."""
        maker, args = self.maker, self.args
        if isinstance(maker, Global) and maker.name in _MAKERS and isinstance(args, tuple):
            maker = args[0] if args else None
        return maker if isinstance(maker, Global) else None

    @property
    def name_of_own_class(self) -> str:
        """Of a class that the pickle brings along, and makes before it makes one of it."""
        args = self.maker.args if isinstance(self.maker, Made) else ()
        texts = args if isinstance(args, tuple) else ()
        return next((one for one in texts if isinstance(one, str) and one.isidentifier()), "")


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
