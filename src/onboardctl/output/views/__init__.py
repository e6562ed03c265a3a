"""How each payload is laid out for people, one module per noun.

A module ``output/views/<noun>.py`` has ``VIEWS = {PayloadClass: view}`` for the payloads of
``core/payloads/<noun>.py``; ``view(payload, look) -> Document``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.document import Document
    from onboardctl.output.look import Look

_PAYLOADS = "onboardctl.core.payloads."
_VIEWS = "onboardctl.output.views."


def find_view(payload: Any) -> Callable[[Any, Look], Document] | None:
    """The view of a payload, or ``None`` when its class has none.

    Raises:
        LookupError: the class lies in ``core.payloads`` but its views module does not name it.
    """
    kind = type(payload)
    if not kind.__module__.startswith(_PAYLOADS):
        return None
    noun = kind.__module__[len(_PAYLOADS) :]
    try:
        module = import_module(_VIEWS + noun)
    except ModuleNotFoundError as problem:
        if problem.name == _VIEWS + noun:
            return None
        raise
    views: dict[type, Callable[[Any, Look], Document]] = module.VIEWS
    if kind not in views:
        raise LookupError(f"output.views.{noun} has no view for {kind.__name__}")
    return views[kind]
