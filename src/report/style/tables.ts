/** Data tables and folded parts. */
export const TABLES = `
.scroll{width:fit-content;max-width:100%;overflow-x:auto;max-height:420px;overflow-y:auto;margin:6px 0 14px;border:1px solid var(--line);border-radius:6px;background:var(--card)}
.scroll table{border-collapse:separate;border-spacing:0;min-width:min(100%,320px);font-size:13px;font-variant-numeric:tabular-nums}
.scroll caption{text-align:left;color:var(--muted);padding:6px 10px}
.scroll th,.scroll td{padding:4px 10px;text-align:right;border-top:1px solid var(--grid);white-space:nowrap}
.scroll th:first-child{text-align:left}
.scroll thead th{position:sticky;top:0;background:var(--card);color:var(--muted);font-weight:600;border-bottom:1px solid var(--line)}
.scroll tbody th{font-weight:500}
.sortable thead button{all:unset;cursor:pointer;display:inline}
.sortable thead button:hover{text-decoration:underline}
.sortable thead button:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.sortable thead button::after{content:"\\2195";padding-left:4px;font-weight:400;opacity:.55}
.sortable [aria-sort=ascending] button::after{content:"\\2191";opacity:1}
.sortable [aria-sort=descending] button::after{content:"\\2193";opacity:1}
#models .scroll td:last-child{min-width:20em}
#models .scroll td,#models .scroll th{text-align:left;white-space:normal;min-width:7em}
#predictions .scroll td:last-child{text-align:left;white-space:normal;min-width:16em;max-width:34em}
#predictions .scroll th:last-child{text-align:left}
summary{cursor:pointer;padding:6px 0}
.data>summary{font-size:13.5px;color:var(--link)}
.data>p{font-size:13.5px;color:var(--muted)}
.design{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:8px 0}
.design>summary{padding:12px 16px}
.design>summary span{color:var(--muted)}
.design-body{padding:0 16px 12px}
.design-body h3:first-child{margin-top:0}
.parts{padding-left:1.4em;margin:.2em 0}
`;
