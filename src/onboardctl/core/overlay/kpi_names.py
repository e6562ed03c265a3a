"""KPIs of a variant are its own: what the playbook below calls ``base.csat`` is ``variant.csat``.

Numbers of two playbooks are never joined, so an id always begins with the playbook that measures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.overlay.tree import text_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.located import Node

_SPEAK_OF_KPIS = ("kpis", "troubleshooting", "sla")


def renamed(roots: Iterable[Node], below: str, own: str) -> None:
    """Let every KPI, and every reference to one, begin with the variant's id.

    Args:
        roots: trees that may be changed: the playbook and its parts.
        below: the id of the playbook below.
        own: the id of the variant.
    """
    for root in roots:
        for key in _SPEAK_OF_KPIS:
            found = root.get(key)
            if found is not None:
                root.value[key] = _walked(found, below, own)
        policy = root.at("sla", "id")
        if policy is not None and policy.text == below:
            root.value["sla"].value["id"] = text_at(own, policy)


def _walked(node: Node, below: str, own: str) -> Node:
    if node.kind == "map":
        node.value = {key: _walked(item, below, own) for key, item in node.value.items()}
    elif node.kind == "list":
        node.value = [_walked(item, below, own) for item in node.value]
    elif node.kind == "text" and node.text.startswith(f"{below}."):
        return text_at(own + node.text.removeprefix(below), node)
    return node
