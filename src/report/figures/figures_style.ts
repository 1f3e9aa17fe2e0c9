/** What only the page of documented figures needs: a table that turns into cards on a phone. */
export const FIGURES_STYLE = `
.share{display:flex;height:26px;border-radius:6px;overflow:hidden;margin:14px 0 6px;background:var(--grid)}
.share span{display:block;min-width:3px}
.share .holds,.key .holds{background:var(--good)}
.share .condition,.key .condition{background:var(--close)}
.share .broken,.key .broken{background:var(--bad)}
.share .unchecked,.key .unchecked{background:var(--line)}
.key{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;margin:0;padding:0}
.key i{display:inline-block;width:12px;height:12px;border-radius:2px;margin-right:6px;vertical-align:-1px}
.figures{width:100%;border-collapse:separate;border-spacing:0;background:var(--card);border:1px solid var(--line);border-radius:10px;table-layout:fixed}
.figures caption{text-align:left;color:var(--muted);padding-bottom:6px}
.figures th,.figures td{text-align:left;vertical-align:top;padding:8px 12px;border-top:1px solid var(--grid);font-size:14px;font-weight:400}
.figures thead th{border-top:0;color:var(--muted);font-size:13px;font-weight:600}
.figures th:nth-child(1){width:21%}
.figures th:nth-child(2){width:11%}
.figures th:nth-child(3),.figures th:nth-child(4){width:12%}
.figures tbody th strong{display:block;font-weight:600}
.figures tbody th a{display:inline-block;line-height:24px;font-size:12px;color:var(--muted);text-decoration:none}
.figures tbody th a:hover{text-decoration:underline}
.figures tr:target th,.figures tr:target td{background:var(--close-soft)}
.figures td{font-variant-numeric:tabular-nums}
.figures .why{font-size:13px;color:var(--muted)}
.figures .name{display:none}
.mark.holds{color:var(--good)}
.mark.condition{color:var(--close)}
.mark.unchecked{color:var(--muted);font-weight:400}
@media screen and (max-width:760px){
.figures,.figures tbody,.figures caption{display:block}
.figures caption{padding:10px 12px}
.figures thead{position:absolute;left:-9999px}
.figures tbody tr{display:grid;grid-template-columns:1fr 1fr;border-top:1px solid var(--line);padding:8px 0}
.figures tbody tr:first-child{border-top:0}
.figures tbody th,.figures td{border:0;padding:3px 12px}
.figures tbody tr>:nth-child(n){width:auto}
.figures tbody th,.figures .why,.figures .promised{grid-column:1/-1}
.figures .name{display:block;font-size:12px;color:var(--muted)}
.figures .promised .name{display:inline;margin-right:6px}
}
@media print{.figures th,.figures td{font-size:8pt;padding:3pt 5pt}.figures .why{font-size:7.5pt}.figures tr{break-inside:avoid}}
`;
