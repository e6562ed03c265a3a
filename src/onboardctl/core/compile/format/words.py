"""Short texts and marks that many records of the format share."""

from __future__ import annotations

from onboardctl.core.compile import forms as f
from onboardctl.core.shape import Choice, Field, Many, Scalar

FORMAT = 1
"""The format version this program knows (key ``onboardctl``)."""

TEXT, ID = Scalar(f.TEXT), Scalar(f.ID)
TEXTS = Many(TEXT, lone=True)
ROLE, ROLES = Scalar(f.ROLE), Many(Scalar(f.ROLE), lone=True)
WHEN = Field(Scalar(f.CONDITION), "only when this condition over the facts holds")
ORIGIN = Field(Choice("ours"), "`ours` when no source document says it")
SIDE = Field(Choice("ours", "partner"), "who does it: us or the partner")
DURATION, POINT, DEADLINE = Scalar(f.DURATION), Scalar(f.POINT), Scalar(f.DEADLINE)
WINDOW, TARGET = Scalar(f.WINDOW), Scalar(f.TARGET)
