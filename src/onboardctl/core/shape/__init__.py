"""The shape of a file as a table: read by it, check by it, and describe it, from one source.

A shape reads a located node into a core value and reports every way in which the node does not
fit: unknown keys (PB003), missing keys and values of the wrong kind (PB004), scalars that are not
of their form. The same table yields the JSON Schema for editors and the reference of all keys.
"""

from onboardctl.core.shape.lists import Keyed, Many, Pairs
from onboardctl.core.shape.reading import (
    MISSING,
    SUGGESTED,
    Context,
    Field,
    Form,
    Leaf,
    Made,
    Reading,
    Shape,
)
from onboardctl.core.shape.records import Record, label_of
from onboardctl.core.shape.scalars import Choice, Flag, Free, Raw, Scalar, Whole

__all__ = [
    "MISSING",
    "SUGGESTED",
    "Choice",
    "Context",
    "Field",
    "Flag",
    "Form",
    "Free",
    "Keyed",
    "Leaf",
    "Made",
    "Many",
    "Pairs",
    "Raw",
    "Reading",
    "Record",
    "Scalar",
    "Shape",
    "Whole",
    "label_of",
]
