"""The style sheet of a report's page: paper, dark and narrow sides; no font is fetched."""

from onboardctl.output.report.looks import LIGHT, TONES

DARK = ("#7fb0f0", "#f0a35e", "#6fcf97", "#c9a0e8", "#e0c45c", "#a3adb8")

_SCREEN = """
:root{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--page:#f6f8fa;--card:#fff;--line:#d1d9e0;
--accent:ACCENT;--good:#1a7f37;--warning:#8a5a00;--bad:#b3261e;--b0:#eef2f6;--b1:#fff;LIGHT}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#a3adb8;--page:#101317;--card:#16191d;
--line:#3d444d;--accent:#8ab4f8;--good:#6fcf97;--warning:#e0b04c;--bad:#ff8a80;--b0:#1d222a;--b1:#16191d;DARK}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 "Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:1120px;margin:0 auto;padding:28px 24px 48px}
h1{font-size:27px;line-height:1.25;margin:2px 0 6px}
h2{font-size:19px;margin:0 0 10px;border-top:3px solid var(--accent);padding-top:12px}
h3{font-size:15px;margin:18px 0 6px}
p{margin:0 0 8px}.soft,.note{color:var(--soft)}.note{font-size:14px}
.brand{color:var(--soft);font-weight:600;margin:0}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:18px 22px 16px;margin:18px 0 0}
ul{margin:0 0 8px;padding-left:20px}li{margin:2px 0}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px;margin:4px 0 8px}
th{text-align:left;font-weight:600;color:var(--soft);border-bottom:2px solid var(--line);padding:4px 10px 4px 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:5px 10px 5px 0;vertical-align:top;overflow-wrap:break-word}
td.k{min-width:150px}
.fig table{table-layout:fixed}.fig td:nth-child(2){font-weight:600}.fig td:last-child{text-align:right;font-variant-numeric:tabular-nums}.fig td,.fig th{overflow-wrap:normal;padding-right:8px}
.own{font-size:13px;color:var(--soft);white-space:nowrap}
.r{text-align:right;font-variant-numeric:tabular-nums}.r+:not(.r){padding-left:16px}.w{white-space:nowrap}
tr.part td:first-child{padding-left:16px}
.good{color:var(--good);font-weight:600}.warning{color:var(--warning);font-weight:600}
.bad{color:var(--bad);font-weight:600}.muted{color:var(--soft)}
small{display:block;font-weight:400;font-size:13px;color:var(--soft)}
a{color:inherit;text-decoration-color:var(--line);text-underline-offset:3px}a:hover{color:var(--accent)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,470px),1fr));gap:14px 28px}
figure{margin:8px 0 0;min-width:0;max-width:640px}figcaption{font-weight:600;margin:0 0 4px}
svg{display:block;width:100%;height:auto}svg.s{max-width:88px}.bu{display:block;position:relative;max-width:110px;height:8px;margin-top:7px;background:linear-gradient(90deg,var(--c0) var(--v),var(--line) 0)}
.bu:after{content:"";position:absolute;top:-4px;height:16px;width:2px;left:clamp(0px,calc(var(--t) - 1px),calc(100% - 2px));background:var(--ink)}
details{margin:6px 0 0}summary{cursor:pointer;color:var(--soft);font-size:14px}
dl{margin:0}dt span{color:var(--soft)}dt{font-weight:600;margin-top:10px}dd{margin:0;color:var(--soft)}dt:target{outline:2px solid var(--accent)}
footer{color:var(--soft);font-size:13px;margin:18px 0 0}
.t{font:12px "Segoe UI",Roboto,Helvetica,Arial,sans-serif;fill:var(--ink)}.m{fill:var(--soft)}.g{stroke:var(--line)}
.e{text-anchor:end}.c{text-anchor:middle}figure td:not(:first-child),figure th:not(:first-child){text-align:right;font-variant-numeric:tabular-nums}
.l{fill:none;stroke-width:2.2}.x{stroke:var(--soft)}.b0{fill:var(--b0)}.b1{fill:var(--b1)}.tl{stroke:var(--bad)}.tt{fill:var(--bad)}.h{fill:var(--card)}
"""

_NARROW = """@media (max-width:1100px){.fig table{font-size:13px}.own,small{font-size:12px}}
@media (max-width:640px){main{padding:16px 10px 32px}section{padding:14px 12px}h1{font-size:22px}}
"""

_PAPER = """@page{size:A4;margin:14mm}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--page:#fff;--card:#fff;--line:#bbb;--accent:ACCENT;
--good:#1a7f37;--warning:#7a4f00;--bad:#b3261e;--b0:#eee;--b1:#fff;LIGHT}
body{font-size:10.5pt}main{max-width:none;padding:0}section{border:0;padding:6px 0 0;margin:10px 0 0;border-radius:0}
h1{font-size:17pt}h2{font-size:13pt}h2,h3,figcaption,figure>svg{break-after:avoid}tr,figure>svg,dt,dd{break-inside:avoid}table{font-size:9pt}
.charts{grid-template-columns:1fr 1fr}figure:only-child{grid-column:1/-1;max-width:560px}.wide{overflow:visible}*{print-color-adjust:exact}td.k{min-width:120px}
summary{display:none}a{text-decoration:none}dt{break-after:avoid}
.fig table{min-width:0!important;font-size:8pt}dl{columns:2;font-size:8pt}td,th{padding-right:6px}td.k{min-width:0}.own,small{font-size:7.5pt}.bu,svg.s{max-width:58px}}
"""

PAGE = """@media print{@page{size:A4;margin:9mm 11mm}body{font-size:9pt;line-height:1.28}section{margin:5px 0 0;padding:3px 0 0}h2{font-size:11pt;margin:0 0 3px;padding-top:4px}
table{font-size:8.5pt;margin:0}td,th{padding-top:2px;padding-bottom:2px}p{margin:0 0 4px}dl{columns:2;font-size:7pt;line-height:1.22}dt{margin-top:2px}h1{font-size:15pt;margin:0}footer{margin:6px 0 0;font-size:8pt}}
"""
"""For a report that must fit on one sheet."""


def page_style(accent: str, *, one_page: bool, turned: bool = False) -> str:
    """The whole sheet; ``accent`` is ``#rrggbb`` and known to be so; ``turned`` prints it broad."""
    paper = _PAPER.replace("size:A4", "size:A4 landscape") if turned else _PAPER
    text = _SCREEN + _NARROW + paper + (PAGE if one_page else "")
    series = "".join(f".s{at}{{stroke:var(--c{at})}}.f{at}{{fill:var(--c{at})}}" for at in range(6))
    names = {"muted": "soft"}
    series += "".join(
        f".s-{tone}{{stroke:var(--{names.get(tone, tone)})}}"
        f".f-{tone}{{fill:var(--{names.get(tone, tone)})}}"
        for tone in TONES
    )
    return (
        text.replace("ACCENT", accent)
        .replace("LIGHT", _variables(LIGHT))
        .replace("DARK", _variables(DARK))
        + series
    )


def _variables(colours: tuple[str, ...]) -> str:
    return "".join(f"--c{at}:{one};" for at, one in enumerate(colours))
