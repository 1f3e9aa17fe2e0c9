/** Page, text, sections, notices and cards. */
export const BASE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:3.5rem}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
main,footer{max-width:1184px;margin:0 auto;padding:0 16px}
footer{padding-block:8px 48px;color:var(--muted);font-size:13px}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
h1{font-size:clamp(1.5rem,1.1rem + 2.2vw,2.4rem);line-height:1.15;letter-spacing:-.02em;margin:.4em 0 .35em;text-wrap:balance}
h2{font-size:1.35rem;letter-spacing:-.01em;margin:0 0 .3em}
h3{font-size:1rem;margin:1.2em 0 .4em}
p{margin:.4em 0}
section{padding-top:36px}
section+section+section{content-visibility:auto;contain-intrinsic-size:auto 900px}
.anchor{position:absolute;margin-left:.4em;color:var(--muted);font-weight:400;text-decoration:none;opacity:0}
:is(h2,h3):hover .anchor,.anchor:focus-visible{opacity:1}
.note,.lead,.unit,.empty{color:var(--muted)}
.lead{max-width:80ch;margin:0 0 12px}
.note{max-width:110ch;margin:0 0 14px}
.skip{position:absolute;left:-9999px}
.skip:focus{left:8px;top:8px;z-index:3;background:var(--card);padding:8px 12px}
nav{position:sticky;top:0;z-index:2;background:var(--page);border-bottom:1px solid var(--line)}
nav ul{display:flex;gap:4px 18px;max-width:1184px;margin:0 auto;padding:8px 16px;list-style:none;overflow-x:auto;white-space:nowrap}
nav a{display:block;padding:3px 0;color:var(--muted);text-decoration:none;font-size:14px}
nav a:hover{color:var(--ink);text-decoration:underline}
header{padding-top:24px}
.kicker{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;color:var(--muted);font-size:14px;margin:0}
.brand{font-weight:700;color:var(--ink)}
.world{border:1px solid var(--line);border-radius:99px;padding:0 9px;background:var(--card)}
.notice{border-left:4px solid;border-radius:4px;padding:8px 12px;margin:12px 0}
.notice.bad{border-color:var(--bad);background:var(--bad-soft)}
.notice.close{border-color:var(--close);background:var(--close-soft)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,264px),1fr));gap:14px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.card h3{margin:0;font-size:1.05rem}
.card .note{font-size:13px;min-height:2.9em;margin:2px 0 8px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(104px,1fr));gap:0 14px;margin:0}
.tiles div{border-top:1px solid var(--grid);padding:7px 0}
.tiles dt{color:var(--muted);font-size:12.5px}
.tiles dd{margin:0}
.tiles strong{display:block;font-size:1.25rem;line-height:1.2;font-weight:650;font-variant-numeric:tabular-nums}
.tiles small{color:var(--muted);font-size:12px;display:block}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,170px),1fr));gap:8px 18px;margin:8px 0 12px}
.facts .whole{grid-column:1/-1}
.facts dt{color:var(--muted);font-size:12.5px}
.facts dd{margin:0;font-variant-numeric:tabular-nums}
.command{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 14px;overflow-x:auto;font-size:14px;margin:8px 0}
.guide{display:grid;grid-template-columns:minmax(9em,auto) 1fr;gap:8px 20px;max-width:100ch}
.guide dt{font-weight:600}
.guide dd{margin:0}
.warnings{padding-left:1.2em}
@media (max-width:760px){.anchor{display:none}}
@media (max-width:600px){.guide{display:block}.guide dd{margin-bottom:10px}.card .note{min-height:0}}
`;
