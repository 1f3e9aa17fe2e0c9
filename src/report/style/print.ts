/** A4: light, folded design details opened, the charts' long tables left to the file. */
export const PRINT = `
@media print{
@page{size:A4;margin:14mm}
body{background:#fff;font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.sortable thead button::after{content:none}
nav,.skip,.anchor,footer,.chart .data{display:none}
main{max-width:none;padding:0}
section,section+section+section{padding-top:16pt;content-visibility:visible}
h1{font-size:20pt}
h2,h3,.note{break-after:avoid}
.command{white-space:pre-wrap;overflow-wrap:anywhere}
.chart,.card,.verdicts li,.matrix tr,.follows{break-inside:avoid}
.charts{columns:2;column-gap:8pt}
.wide,.many .wide{display:none}
.narrow{display:block}
.many .narrow{display:grid;grid-template-columns:1fr 1fr;gap:0 12pt}
.matrix,.matrix thead th{font-size:9pt}
.matrix .value{font-size:11pt}
.cards{grid-template-columns:1fr 1fr}
.scroll{max-height:none;overflow:visible}
.scroll table{font-size:8pt}
.scroll th,.scroll td{padding:2pt 4pt}
.scroll thead th{position:static}
.matrix th,.matrix td{padding:5pt 6pt}
details::details-content{content-visibility:visible;display:block;block-size:auto}
a{color:inherit;text-decoration:none}
}
`;
