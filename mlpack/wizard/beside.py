"""A text beside a question, in terminals that are wide enough; it follows what is pointed at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

WIDE = 120
# Lines that are left for the question itself, and the most that the text takes.
_SPARE, _TALL = 4, 30


def with_pane(application: Any, text: Callable[[str], str]) -> None:
    """Puts `text(VALUE)` to the right of a questionary prompt, VALUE being the choice pointed at.

    What does not fit is cut off; in a narrow terminal, and once the question is answered, it is
    not there.
    """
    from prompt_toolkit.filters import Condition, is_done
    from prompt_toolkit.layout import (
        ConditionalContainer,
        FormattedTextControl,
        Layout,
        VSplit,
        Window,
    )
    from prompt_toolkit.layout.dimension import Dimension

    pointed = _pointed(application)
    size = application.output.get_size
    shown = FormattedTextControl(lambda: text(pointed()))
    pane = VSplit(
        [
            Window(width=1, char="|", style="class:placeholder"),
            Window(width=1),
            Window(
                shown,
                width=lambda: Dimension.exact(size().columns // 2),
                height=lambda: Dimension(max=max(1, min(size().rows - _SPARE, _TALL))),
            ),
        ]
    )
    is_wide = Condition(lambda: size().columns >= WIDE)
    layout = application.layout
    application.layout = Layout(
        VSplit([layout.container, ConditionalContainer(pane, filter=is_wide & ~is_done)]),
        focused_element=layout.current_window,
    )


def wrap_choices(application: Any) -> None:
    """Choices that are longer than a line go on in the next, where questionary cuts them off."""
    from prompt_toolkit.filters import to_filter
    from questionary.prompts.common import InquirerControl

    for window in application.layout.find_all_windows():
        if isinstance(window.content, InquirerControl):
            window.wrap_lines = to_filter(True)


def _pointed(application: Any) -> Callable[[], str]:
    """The value under the pointer; empty where a text is typed."""
    from questionary.prompts.common import InquirerControl

    controls = application.layout.find_all_controls()
    found = next((c for c in controls if isinstance(c, InquirerControl)), None)
    return lambda: str(found.get_pointed_at().value) if found else ""
