"""Plain data as YAML that our own reader takes, keys in the order given."""

from __future__ import annotations

from typing import Any

import yaml

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def dumped(data: Any) -> str:
    """The text of a document; texts that YAML readers disagree about get quotation marks."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))
