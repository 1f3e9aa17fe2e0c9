import { h } from "preact";
import type { ReplayResult } from "../../runner/result_replay_schema.ts";
import type { Pack } from "../embedded_result.ts";
import { htmlPage } from "../html_page.ts";
import { replayHeadline } from "./replay_findings.ts";
import { traceName } from "./replay_names.ts";
import { ReplayPage } from "./replay_page.tsx";
import { REPLAY_STYLE } from "./replay_style.ts";

/** The page of a replay: self-contained, without a script. The same result gives the same bytes. */
export function renderReplay(result: ReplayResult, pack?: Pack): string {
  return htmlPage({
    title: `${replayHeadline(result)} (${traceName(result.trace)}, tierlab)`,
    body: h(ReplayPage, { result }),
    document: result,
    pack,
    style: REPLAY_STYLE,
  });
}
