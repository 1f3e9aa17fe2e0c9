/** Verdict sentences and the budget matrix, which turns into blocks on a phone. */
export const VERDICT = `
.verdicts{list-style:none;margin:0 0 16px;padding:0;display:grid;gap:6px}
.verdicts li{display:flex;gap:10px;align-items:baseline;background:var(--card);border:1px solid var(--line);border-left-width:5px;border-radius:6px;padding:8px 12px}
.verdicts li.met{border-left-color:var(--good)}
.verdicts li.close{border-left-color:var(--close)}
.verdicts li.broken{border-left-color:var(--bad)}
.verdicts p{margin:0}
.verdicts .swatch{position:relative;top:1px}
.mark{font-size:13px;font-weight:650;white-space:nowrap}
.mark.met{color:var(--good)}
.mark.broken{color:var(--bad)}
.mark.left-out{color:var(--muted);font-weight:400}
.mark.close{color:var(--close);background:var(--close-soft);border-radius:3px;padding:0 5px;font-size:12px}
.matrix{width:100%;table-layout:fixed;border-collapse:separate;border-spacing:0;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.matrix caption{text-align:left;color:var(--muted);padding-bottom:6px}
.matrix th,.matrix td{text-align:left;vertical-align:top;padding:9px 12px;border-top:1px solid var(--line)}
.matrix thead th{border-top:0;font-size:14px}
.matrix thead th:first-child{width:25%}
.matrix tbody th{font-weight:600}
.matrix td{border-left:1px solid var(--grid)}
.matrix td.broken{background:var(--bad-soft);box-shadow:inset 0 3px var(--bad)}
.matrix td>*{display:block}
.matrix .of{display:none}
.matrix .value{font-size:1.15rem;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
.matrix .span,.matrix .reason,.matrix .limit{font-size:12.5px;color:var(--muted);display:block;font-weight:400}
.matrix .limit{color:var(--ink);font-weight:600}
.matrix td .mark.close{display:inline-block;white-space:normal}
.headroom{width:100%;max-width:150px;height:8px;margin:3px 0}
.headroom path{fill:none;vector-effect:non-scaling-stroke}
.headroom .track{stroke:var(--grid);stroke-width:4}
.headroom .bar{stroke:var(--good);stroke-width:4}
.broken .headroom .bar{stroke:var(--bad)}
.headroom .whisker{stroke:var(--ink);stroke-width:1.5}
.headroom .limit-line{stroke:var(--ink);stroke-width:2}
.broken .headroom .track{stroke:var(--line)}
.follows{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:4px 16px 10px;margin-top:14px}
.follows h3{margin:.6em 0 .1em}
@media screen and (max-width:760px){
.matrix,.matrix tbody,.matrix caption{display:block}
.matrix caption{padding:10px 12px}
.matrix thead{position:absolute;left:-9999px}
.matrix tbody tr{display:grid;grid-template-columns:1fr 1fr;border-top:1px solid var(--line)}
.matrix tbody tr:first-child{border-top:0}
.matrix tbody th{grid-column:1/-1;width:auto;border-top:0}
.matrix td{border-left:0;border-top:1px solid var(--grid)}
.matrix td:nth-child(odd){border-left:1px solid var(--grid)}
.matrix .of{display:block;font-size:13px;color:var(--ink)}
}
`;
