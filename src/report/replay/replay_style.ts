/** What only the report on a replay needs: the matrix of hit ratios and its phone form. */
export const REPLAY_STYLE = `
.verdicts.plain li{border-left-width:1px}
.ratios{margin-bottom:14px}
.ratios thead th:first-child{width:22%}
.ratios .bar{stroke:var(--muted)}
.ratios td.best{background:var(--good-soft)}
.ratios td.best .bar{stroke:var(--good)}
.ratios td .mark{display:inline-block}
.ratios tr.bound th,.ratios tr.bound td{background:var(--page)}
.ratios tr.bound .bar{stroke:var(--ink)}
.ratios tbody th{overflow-wrap:anywhere}
.ratios .headroom{max-width:190px}
.dash{width:23px;height:12px;flex:none}
@media print{.note{break-after:avoid}.ratios caption{padding-top:4pt}}
@media screen and (max-width:760px){.ratios tbody th{padding-bottom:2px}}
`;
