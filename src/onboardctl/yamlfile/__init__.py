"""YAML read strictly, with the place of every key and value.

The one loader of the program: playbooks, settings, seeds, KPI files and the front matter of
templates all come through :func:`parse`, :func:`load` or :func:`read`.
"""

from onboardctl.core.located import Node, Place, Source
from onboardctl.yamlfile.reading import LIMIT, Document, load, parse, read, read_document

__all__ = ["LIMIT", "Document", "Node", "Place", "Source", "load", "parse", "read", "read_document"]
