import { Failure } from "../base/errors.ts";
import type { Prices } from "../report/cost/prices.ts";
import type { Pack } from "../report/embedded_result.ts";
import { csvOf } from "../report/formats/csv.ts";
import { junitOf } from "../report/formats/junit.ts";
import { markdownOf } from "../report/formats/markdown.ts";
import type { Result } from "../runner/result_schema.ts";
import type { KeptDocument } from "./result_file.ts";

export type { KeptDocument } from "./result_file.ts";

/** One file of a report. */
export interface ReportFile {
  readonly file: string;
  readonly text: string;
}

type Format = (
  kept: KeptDocument,
  options: { readonly prices: Prices; readonly pack: Pack },
) => ReportFile | Promise<ReportFile>;

/** A format of results alone. */
const ofResult = (name: string, file: string, write: (result: Result) => string): Format => (kept) => {
  if (kept.kind === "result") return { file, text: write(kept.document) };
  throw new Failure(
    "no-such-format",
    `Cannot write ${name}: the document must be a result of compare or live: received one of ${kept.kind}`,
  );
};

/** How a kept document can be written, by the name of the format. The charts' library is loaded only for pages. */
export const REPORT_FORMATS: Readonly<Record<string, Format>> = {
  html: async (kept, { prices, pack }) => {
    switch (kept.kind) {
      case "result": {
        const { renderReport } = await import("../report/report.ts");
        return { file: "report.html", text: renderReport(kept.document, { prices, pack }) };
      }
      case "replay": {
        const { renderReplay } = await import("../report/replay/replay_report.ts");
        return { file: "replay.html", text: renderReplay(kept.document, pack) };
      }
      case "figures": {
        const { renderFigures } = await import("../report/figures/figures_report.ts");
        return { file: "figures.html", text: renderFigures(kept.document, pack) };
      }
      case "tuning": {
        const { renderTuning } = await import("../report/tuning/tuning_report.ts");
        return { file: "tuning.html", text: renderTuning(kept.document, pack) };
      }
      default:
        return kept satisfies never;
    }
  },
  md: ofResult("Markdown", "report.md", markdownOf),
  junit: ofResult("JUnit", "report.junit.xml", junitOf),
  csv: ofResult("CSV", "report.csv", csvOf),
};
