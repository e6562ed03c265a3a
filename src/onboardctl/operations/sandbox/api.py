"""The calls of the segment tracks as files for other tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.payloads.sandbox import SandboxApi
from onboardctl.core.result import Result
from onboardctl.sandbox.api import calls_of, openapi, postman

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.settings import Settings


def describe_api(
    settings: Settings,
    form: str,
    segment: str | None,
    base_url: str | None,
    *,
    now: datetime,
) -> Result:
    """The calls of one segment, or of all, as a Postman collection or an OpenAPI document.

    Raises:
        NotFound: the segment has no calls.
        InvalidInput: no address is known, or it is not one.
    """
    calls = calls_of(segment)
    if not calls:
        raise NotFound(
            "sandbox.no_calls",
            f"the {segment} track has no calls of its own",
            hint="agency, university and recruiter have four each",
        )
    base = (base_url or _api_base(settings)).rstrip("/")
    if not base.startswith(("https://", "http://")):
        raise InvalidInput("sandbox.base_url", f'"{base}" is not an address of an API')
    made = (postman if form == "postman" else openapi)(calls, base)
    text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    return Result(
        "sandbox api", "sandbox-api/1", SandboxApi(form, base, len(calls), text), as_of=now
    )


def _api_base(settings: Settings) -> str:
    first = settings.brand_of(settings.brand) if settings.brand else None
    for brand in (*((first,) if first else ()), *settings.brands):
        if brand.links.get("api_base"):
            return str(brand.links["api_base"])
    raise InvalidInput(
        "sandbox.base_url",
        "no brand of this workspace has a link api_base",
        hint="give --base-url, or set api_base under the links of the brand in onboardctl.yaml",
    )
