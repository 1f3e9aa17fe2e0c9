import * as vega from "vega";
import { compile } from "vega-lite";
import { compactSvg } from "./compact_svg.ts";
import type { Drawing } from "./chart.ts";
import { CHART_CONFIG } from "./chart_config.ts";

/** What this file uses of Vega's SVGStringRenderer, which the package exports but its typings leave out. */
interface StringRenderer {
  initialize(element: null, width: number, height: number, origin: readonly [number, number]): StringRenderer;
  render(scene: unknown): StringRenderer;
  svg(): string;
}

const SvgStringRenderer: new () => StringRenderer = Reflect.get(vega, "SVGStringRenderer");

/**
 * Draws at once, without a promise: the data stand in the specification and the size is fixed, so Vega's first pass, which
 * is synchronous, is its last. (`View.toSVG` would wait for nothing.)
 *
 * @returns An `<svg>` element without the attributes that name it to a reader.
 * @throws TypeError when Vega cannot evaluate the specification: a mistake of the chart.
 */
export function drawSvg(drawing: Drawing): string {
  const { plot, margin } = drawing;
  const faults: string[] = [];
  const logger = silentLogger(faults);
  const sized = { ...drawing.spec, width: plot.widthPx, height: plot.heightPx, autosize: "none", padding: 0 } as const;
  const runtime = vega.parse(compile(sized, { config: CHART_CONFIG, logger }).spec);
  const view = new vega.View(runtime, { renderer: "none", logger }).run();
  if (faults.length > 0) throw new TypeError(`Cannot draw a chart: its marks must evaluate: received ${faults[0]}`);
  const widthPx = margin.left + plot.widthPx + margin.right;
  const heightPx = margin.top + plot.heightPx + margin.bottom;
  const renderer = new SvgStringRenderer().initialize(null, widthPx, heightPx, [margin.left, margin.top]);
  const svg = renderer.render(Reflect.get(view.scenegraph(), "root")).svg();
  view.finalize();
  return compactSvg(svg);
}

/** Keeps errors, which Vega logs instead of throwing, and drops the rest. */
function silentLogger(faults: string[]): vega.LoggerInterface {
  const logger: vega.LoggerInterface = {
    level: () => logger,
    error: (...faulty: readonly unknown[]) => {
      faults.push(faulty.map(String).join(" "));
      return logger;
    },
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
