import { dashboardPanels, type Panel } from "./dashboard_panels.ts";
import type { PerformanceMetrics } from "./performance_metrics.ts";
import { webVitalsScript } from "./web_vitals_script.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e8eaed); --soft: light-dark(#57606a, #9aa4af);
  --page: light-dark(#f6f7f9, #14171a); --box: light-dark(#fff, #1e2226); --line: light-dark(#d8dde3, #343a41);
  --good: light-dark(#116329, #56d364); --warn: light-dark(#7d4e00, #e3b341); --bad: light-dark(#b3261e, #ff7b72); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 72rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
p { margin: 0 0 1rem; color: var(--soft); }
main { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 36rem) { main { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media (min-width: 64rem) { main { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
section { background: var(--box); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; min-width: 0; }
section:last-child { grid-column: 1 / -1; }
dl { margin: 0; } dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .2rem 0;
  border-top: 1px solid var(--line); }
dl div:first-child { border-top: 0; } dt { color: var(--soft); }
dd { margin: 0; font-variant-numeric: tabular-nums; font-weight: 600; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }`;

/**
 * The monitoring dashboard: one page without anything from elsewhere. It shows the panels at once and asks for the metrics anew every
 * two seconds; when that fails it says so and keeps trying. It measures its own web vitals, too.
 *
 * @param metricsPath Where `GET` gives the metrics and `POST` takes vitals.
 */
export function dashboardPage(metrics: PerformanceMetrics, metricsPath: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Performance Monitoring Dashboard</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<h1>Performance Monitoring Dashboard</h1>
<p id="state" role="status">The last ${Math.round(metrics.windowMs / 1000)} s; refreshed every 2 s.</p>
<main id="panels">${dashboardPanels(metrics).map(panelHtml).join("")}</main>
<script>${refreshScript(metricsPath)}</script>
<script>${webVitalsScript(metricsPath)}</script>
</body>
</html>
`;
}

function panelHtml({ rows, title }: Panel): string {
  const lines = rows.map(({ label, state, value }) => {
    return `<div><dt>${escaped(label)}</dt><dd class="${state}">${escaped(value)}</dd></div>`;
  });
  return `<section><h2>${escaped(title)}</h2><dl>${lines.join("")}</dl></section>`;
}

/** Writes the panels' values into the elements that are there; their number and order do not change. */
function refreshScript(metricsPath: string): string {
  return `${dashboardPanels.toString().replaceAll("</", "<\\/")}
const refresh = async () => {
  const state = document.getElementById("state");
  try {
    const response = await fetch(${JSON.stringify(metricsPath)});
    if (!response.ok) throw new Error("status " + response.status);
    const metrics = await response.json();
    const values = document.querySelectorAll("#panels dd");
    dashboardPanels(metrics).flatMap(({ rows }) => rows).forEach(({ value, state }, index) => {
      if (values[index].textContent !== value) values[index].textContent = value;
      values[index].className = state;
    });
    state.textContent = "The last " + Math.round(metrics.windowMs / 1000) + " s; refreshed every 2 s.";
    state.className = "";
  } catch (error) {
    state.textContent = "The metrics cannot be read (" + error.message + "); what you see is old. Trying again every 2 s.";
    state.className = "bad";
  }
};
setInterval(refresh, 2000);`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
