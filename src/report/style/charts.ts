/** Figures: two pictures each, of which the width of the page chooses one. */
export const CHARTS = `
.charts{columns:2 480px;column-gap:14px}
.chart{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px 6px;margin:0 0 14px;break-inside:avoid}
.chart.many{column-span:all;margin-top:14px}
.many .wide{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:0 28px}
.chart h3{margin:0}
.unit{margin:0;font-size:13px}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:8px 0 4px;padding:0;font-size:13px}
.legend li{display:flex;align-items:center;gap:6px}
.swatch{width:23px;height:12px;flex:none}
.tile{width:12px;height:12px}
.chart [role=img] svg{display:block;width:100%;height:auto;max-width:760px;font-family:inherit}
.panel-label{margin:8px 0 0;font-size:13.5px;font-weight:600}
.narrow{display:none}
.wide .panel,.narrow .panel{margin-bottom:4px}
@media screen and (max-width:500px){.wide,.many .wide{display:none}.narrow{display:block}.chart{padding:12px 10px 4px}}
`;
