/** The looks of a report: light and dark as the reader's system is, and black on white on paper. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--back:#fff;--ink:#1f2328;--quiet:#57606a;--line:#d0d7de;--bar:#0969da}
@media (prefers-color-scheme:dark){:root{--back:#0d1117;--ink:#e6edf3;--quiet:#9da7b3;--line:#3d444d;--bar:#58a6ff}}
body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
p{max-width:48rem;color:var(--quiet)}
.scroll{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse}caption{text-align:left;white-space:nowrap;color:var(--quiet);padding:.25rem 0}
th,td{text-align:left;padding:.15rem .75rem .15rem 0;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{color:var(--quiet)}tbody th{font-weight:500}.n{text-align:right;font-variant-numeric:tabular-nums}
.text{font-family:ui-monospace,monospace;white-space:pre-wrap}h1,p{overflow-wrap:anywhere}
figure{margin:.75rem 0}figcaption{color:var(--quiet)}img{display:block;image-rendering:pixelated}
svg text{fill:var(--ink);font:13px system-ui,sans-serif}svg .bar{fill:var(--bar)}svg .axis{stroke:var(--quiet)}
svg text.dark{fill:#000}svg text.light{fill:#fff}
@media print{:root{--back:#fff;--ink:#000;--quiet:#333;--line:#bbb;--bar:#0550ae}body{max-width:none;padding:0;font-size:10pt}
.scroll{overflow:visible}caption{white-space:normal}img,svg{max-width:100%}tr,figure{break-inside:avoid}h2{break-after:avoid}}
`;
