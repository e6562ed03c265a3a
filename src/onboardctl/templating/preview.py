"""A page that shows a mail as a person would want to see it before it leaves.

Headers, the HTML as a client shows it, the text part, size and links; the page may load nothing
and run nothing.
"""

import html
import re

from onboardctl.core.message import RenderedMessage

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"


def preview_page(message: RenderedMessage, size: int) -> str:
    """One HTML document. ``size`` is that of the whole mail in bytes."""
    people = [("From", (message.sender,) if message.sender else ()), ("To", message.to)]
    people += [("Cc", message.cc), ("Reply-To", (message.reply_to,) if message.reply_to else ())]
    rows = [
        (name, ", ".join(f"{one.name} <{one.addr}>" if one.name else one.addr for one in several))
        for name, several in people
        if several
    ]
    rows += [("Subject", message.subject), ("Size", f"{size / 1000:.1f} kB")]
    if message.invite is not None:
        meeting = message.invite
        told = f"{meeting.title}, {meeting.starts_at:%Y-%m-%d %H:%M %Z}, {meeting.minutes} minutes"
        rows.append(("Calendar", f"{meeting.method} {meeting.sequence}: {told}"))
    rows += [("File", f"{one.name}, {len(one.data) / 1000:.1f} kB") for one in message.files]
    head = "".join(f"<tr><th>{name}</th><td>{html.escape(text)}</td></tr>" for name, text in rows)
    links = "".join(f"<li>{html.escape(link)}</li>" for link in links_of(message.html or ""))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{html.escape(message.subject)}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }}
th {{ text-align: left; padding-right: 1.5rem; vertical-align: top; }}
.parts {{ display: flex; flex-wrap: wrap; gap: 2rem; }}
.parts > div {{ flex: 1 1 30rem; min-width: 20rem; }}
iframe {{ width: 100%; height: 60rem; border: 1px solid #8888; }}
pre {{ white-space: pre-wrap; border: 1px solid #8888; padding: 1rem; }}
</style></head>
<body>
<table>{head}</table>
<div class="parts">
<div><h2>HTML</h2><iframe sandbox title="HTML part" srcdoc="{html.escape(message.html or "")}"></iframe></div>
<div><h2>Text</h2><pre>{html.escape(message.text)}</pre></div>
</div>
<h2>Links</h2><ul>{links}</ul>
</body></html>
"""


def links_of(document: str) -> tuple[str, ...]:
    """Every link target of an HTML part once, in order."""
    found = re.findall(r'<a href="([^"]*)"', document)
    return tuple(dict.fromkeys(html.unescape(link) for link in found))
