"""The settings by their dotted names, and content with one of them said, short forms and all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, get_args, get_origin

from mlpack.errors import UsageError
from mlpack.spec.model import ShortFormed, Spec, Wish
from mlpack.wording import nearest

Steps = tuple[str, ...]


def setting_names() -> tuple[str, ...]:
    """Every setting, as in serving.limits.rows; of a mapping of free keys the mapping alone."""
    return tuple(_names(Spec, ()))


def steps_to(setting: str) -> Steps:
    """`serving.port` as its steps. Raises UsageError where there is no such setting."""
    steps = tuple(setting.split("."))
    if not _is_setting(steps):
        near = nearest(setting, setting_names())
        meant = f"Did you mean {near}?" if near else "The settings are in `mlpack schema`."
        raise UsageError(f"There is no setting {setting}. {meant}")
    return steps


def way_out(setting: str) -> str:
    """What takes a setting out, where mlpack.yaml can be without it."""
    field = Spec.model_fields.get(setting.removesuffix(".name"))
    if field and field.is_required():
        return f"mlpack.yaml cannot be without {setting}."
    return f"`mlpack set --unset {setting}` takes it out."


def list_at(steps: Steps, there: Any) -> Steps:
    """Where the list is that `steps` mean, `there` being what stands at them.

    Of a mapping it is the one that its short form stands for: of system_packages that of run time.

    Raises:
        UsageError: it holds no list.
    """
    kind = _annotation(steps)
    wish = _wish_in(kind)
    expanded = wish.expand([]) if wish and issubclass(wish, ShortFormed) else None
    if isinstance(expanded, Mapping):
        return (*steps, *expanded) if isinstance(there, Mapping) else steps
    if get_origin(kind) is not tuple:
        setting = ".".join(steps)
        raise UsageError(f"{setting} is no list.", hint=f"`mlpack set {setting} VALUE` says it.")
    return steps


def said(content: Mapping[str, Any], steps: Steps) -> Any:
    """What `content` says at `steps`, short forms read as long ones; None where it says nothing.

    Raises:
        ValueError: something on the way is written in a form that it cannot have.
    """
    value: Any = content
    for depth in range(len(steps)):
        value = longhand(steps[:depth], value).get(steps[depth])
    return value


def with_said(content: Mapping[str, Any], steps: Steps, value: Any) -> dict[str, Any]:
    """`content` with `value` at `steps`, where None takes it out. Raises as `said`."""
    return _with_said(content, (), steps, value)


def longhand(steps: Steps, written: Any) -> dict[str, Any]:
    """The mapping that stands, or is meant, at `steps`. Raises ValueError where none is."""
    if isinstance(written, Mapping):
        return dict(written)
    wish = Spec if not steps else _wish_in(_annotation(steps))
    if written is None or wish is None or not issubclass(wish, ShortFormed):
        return {}
    expanded = wish.expand(written)
    return {key: value for key, value in expanded.items() if value not in (None, "")}


def typed(steps: Steps, content: Any) -> Any:
    """`content` with numbers for the text of settings that are numbers, as a person writes them."""
    if isinstance(content, Mapping):
        return {key: typed((*steps, key), value) for key, value in content.items()}
    kinds = {*_kinds(_annotation(steps))}
    for number in (int, float):
        if number in kinds and isinstance(content, str):
            with suppress(ValueError):
                return number(content)
    return content


def order_of(steps: Steps) -> Sequence[str]:
    """The keys of the mapping at `steps`, in the order in which they are written."""
    wish = _wish_in(_annotation(steps))
    return tuple(wish.model_fields) if wish else ()


def _with_said(content: Mapping[str, Any], at: Steps, steps: Steps, value: Any) -> dict[str, Any]:
    first, rest = steps[0], steps[1:]
    if rest:
        inner = longhand((*at, first), content.get(first))
        value = _with_said(inner, (*at, first), rest, value) or None
    others = dict(content)
    if value is None:
        others.pop(first, None)
        return others
    return {**others, first: value}


def _names(wish: type[Wish], above: Steps) -> Iterator[str]:
    for key, field in wish.model_fields.items():
        yield ".".join((*above, key))
        if inner := _wish_in(field.annotation):
            yield from _names(inner, (*above, key))


def _is_setting(steps: Steps) -> bool:
    try:
        return bool(all(steps) and _annotation(steps))
    except KeyError:
        return False


def _annotation(steps: Steps) -> Any:
    """The type at `steps`. Raises KeyError where there is no such setting."""
    kind: Any = Spec
    for step in steps:
        if wish := _wish_in(kind):
            kind = wish.model_fields[step].annotation
        elif get_origin(kind) is dict:
            kind = str
        else:
            raise KeyError(step)
    return kind


def _kinds(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _kinds(inner)


def _wish_in(annotation: Any) -> type[Wish] | None:
    kinds = (annotation, *get_args(annotation))
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, Wish)), None)
