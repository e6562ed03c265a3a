"""The HTML part: Markdown made into tags once for each skeleton, with the styles written in.

Mail clients drop style sheets, so every tag carries its own style; the one sheet in the head only
turns the colours round where dark mode is honoured. Nothing is fetched: no image, font or script.
Outlook on Windows draws with Word, which knows no maximum width, so it gets a table of 600 pixels
of its own in a conditional comment.
"""

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from onboardctl.core import locale_text
from onboardctl.core.message import BrandFacts
from onboardctl.core.record import NamedTuple
from onboardctl.templating.skeleton import FIRST, TOKEN, fill_html
from onboardctl.templating.values import Shown

if TYPE_CHECKING:
    from markdown_it.token import Token

FONT = "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
LINK = "color:#0b57d0;text-decoration:underline"
_TEXT = "#1f2328"
_MUTED = "#59636e"
STYLES = {
    "p": f"margin:0 0 16px 0;{FONT};font-size:16px;line-height:24px;color:{_TEXT}",
    "li": f"margin:0 0 8px 0;{FONT};font-size:16px;line-height:24px;color:{_TEXT}",
    "ul": "margin:0 0 16px 0;padding:0 0 0 24px",
    "ol": "margin:0 0 16px 0;padding:0 0 0 24px",
    "h1": f"margin:0 0 16px 0;{FONT};font-size:24px;line-height:32px;color:{_TEXT}",
    "h2": f"margin:24px 0 12px 0;{FONT};font-size:18px;line-height:26px;color:{_TEXT}",
    "h3": f"margin:16px 0 8px 0;{FONT};font-size:16px;line-height:24px;color:{_TEXT}",
    "a": LINK,
    "strong": "font-weight:bold",
    "code": "font-family:Consolas,Menlo,monospace;font-size:14px",
    "hr": "border:0;border-top:1px solid #d1d9e0;margin:24px 0",
}
_TIGHT = {"ul": "margin:8px 0 0 0;padding:0 0 0 20px", "ol": "margin:8px 0 0 0;padding:0 0 0 20px"}
_DARK = """
@media (prefers-color-scheme: dark) {
  body, .page, .card { background: #16191d !important; }
  p, li, h1, h2, h3, .brand { color: #e6e9ec !important; }
  .foot, .foot a { color: #a3adb8 !important; border-color: #3d444d !important; }
  a { color: #8ab4f8 !important; }
  hr { border-color: #3d444d !important; }
}
""".strip()
_MARK = re.compile("\ue000([a-z]+) (\\d+)\ue001")
_SCHEME = re.compile(r"(https?://[^\s/]+(?:/|$)|mailto:)", re.IGNORECASE)


class Page(NamedTuple):
    """What surrounds the text: the language, the subject and the brand."""

    locale: str
    subject: str
    preheader: str
    brand: BrandFacts


class Markup(NamedTuple):
    """HTML of a skeleton in parts, and the links that may not stand in a mail."""

    parts: tuple[str | tuple[str, int], ...]
    bad_links: tuple[str, ...]


def render_html(skeleton: str, values: tuple[Shown, ...], page: Page) -> str:
    """The whole document, values in their places."""
    body = fill_html(markup(skeleton).parts, values, LINK)
    return _document(body, page)


@lru_cache(maxsize=256)
def markup(skeleton: str) -> Markup:
    """Tags and styles of a skeleton; the text between two values is one part."""
    tokens = _parser().parse(skeleton)
    bad: list[str] = []
    _dress(tokens, bad)
    text = _parser().renderer.render(tokens, _parser().options, {})
    parts: list[str | tuple[str, int]] = []
    end = 0
    for match in _MARK.finditer(text):
        parts += [text[end : match.start()], (match[1], int(match[2]))]
        end = match.end()
    parts.append(text[end:])
    return Markup(tuple(parts), tuple(bad))


@lru_cache(maxsize=1)
def _parser() -> Any:
    """CommonMark without raw HTML; links are checked here, not rewritten by the parser."""
    parser: Any = MarkdownIt("commonmark", {"html": False}).disable(
        ["image", "html_block", "html_inline"]
    )
    parser.normalizeLink = str
    parser.validateLink = bool
    return parser


def _dress(tokens: list["Token"], bad: list[str]) -> None:
    """Write styles into the tags and marks into the places of values."""
    depth = 0
    for token in tokens:
        if token.nesting == 1:
            style = STYLES.get(token.tag)
            if token.tag in _TIGHT:
                style = _TIGHT[token.tag] if depth else style
                depth += 1
            if style and not token.hidden:
                token.attrSet("style", style)
        elif token.nesting == -1 and token.tag in _TIGHT:
            depth -= 1
        elif token.tag == "hr":
            token.attrSet("style", STYLES["hr"])
        if token.children:
            _dress_inline(token.children, bad)
        elif token.content:
            token.content = _marked(token.content, "label")


def _dress_inline(tokens: list["Token"], bad: list[str]) -> None:
    inside = 0
    for token in tokens:
        if token.type == "link_open":
            inside += 1
            token.attrSet("href", _href(str(token.attrGet("href") or ""), bad))
        elif token.type == "link_close":
            inside -= 1
        elif token.content:
            token.content = _marked(token.content, "label" if inside else "content")
        if token.nesting == 1 and token.tag in STYLES:
            token.attrSet("style", STYLES[token.tag])
        elif token.type == "code_inline":
            token.attrSet("style", STYLES["code"])


def _marked(text: str, place: str) -> str:
    return TOKEN.sub(lambda match: _mark(place, match), text)


def _mark(place: str, match: re.Match[str]) -> str:
    return f"\ue000{place} {ord(match.group()) - FIRST}\ue001"


def _href(target: str, bad: list[str]) -> str:
    """The target of a link: a whole value, or a written address with values only behind its host."""
    whole = TOKEN.fullmatch(target)
    if whole:
        return _mark("link", whole)
    scheme = _SCHEME.match(target)
    if scheme is None or TOKEN.search(scheme.group()):
        bad.append(TOKEN.sub("…", target))
        return ""
    place = "address" if scheme.group().lower() == "mailto:" else "part"
    return _marked(target, place)


def _document(body: str, page: Page) -> str:
    brand = page.brand
    language = html.escape(page.locale)
    direction = locale_text.direction(page.locale)
    name = html.escape(brand.name)
    accent = brand.accent if re.fullmatch(r"#[0-9a-fA-F]{6}", brand.accent) else "#1f5fbf"
    preheader = ""
    if page.preheader:
        hidden = (
            "display:none;font-size:1px;line-height:1px;max-height:0;overflow:hidden;mso-hide:all"
        )
        preheader = f'<div style="{hidden}">{html.escape(page.preheader)}</div>\n'
    return f"""<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{html.escape(page.subject)}</title>
<style>
:root {{ color-scheme: light dark; supported-color-schemes: light dark; }}
{_DARK}
</style>
</head>
<body style="margin:0;padding:0;background:#f3f5f7;-webkit-text-size-adjust:100%" class="page">
{preheader}<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<div class="card" lang="{language}" dir="{direction}" style="max-width:600px;overflow-wrap:anywhere;word-break:break-word;margin:0 auto;background:#ffffff;border-top:4px solid {accent};padding:24px">
<p class="brand" style="margin:0 0 24px 0;{FONT};font-size:14px;line-height:20px;font-weight:bold;color:{accent}">{name}</p>
{body}{_footer(page)}</div>
<!--[if mso]></td></tr></table><![endif]-->
</body>
</html>
"""


def _footer(page: Page) -> str:
    """Who writes: brand and website; nothing is said that the brand does not say itself."""
    brand = page.brand
    if not brand.website.startswith(("https://", "http://")):
        return ""
    shown = html.escape(re.sub(r"^https?://", "", brand.website).rstrip("/"))
    style = f"margin:24px 0 0 0;padding:16px 0 0 0;border-top:1px solid #d1d9e0;{FONT};font-size:13px;line-height:20px;color:{_MUTED}"
    link = f"color:{_MUTED};text-decoration:underline"
    return (
        f'<p class="foot" style="{style}">{html.escape(brand.name)} · '
        f'<a href="{html.escape(brand.website)}" style="{link}">{shown}</a></p>\n'
    )
