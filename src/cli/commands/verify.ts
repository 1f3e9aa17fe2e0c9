import type { Command } from "commander";
import { EXIT } from "../../base/errors.ts";
import type { CommandContext } from "../command_context.ts";
import { commandLine } from "../circumstances.ts";
import { deliver } from "../deliver.ts";
import { type LiveCommandOptions, liveRunOptions, withLiveOptions } from "../live_options.ts";
import { liveRun } from "../live_run.ts";
import { resultDocument } from "../result_document.ts";

/** `tierlab verify DESIGN`: the same run in both worlds; fails when a prediction is off by more than its tolerance. */
export function addVerify(program: Command, context: CommandContext): void {
  withLiveOptions(
    program.command("verify").description(
      `the same run in both worlds; exit ${EXIT.budgetBroken} when a prediction is off`,
    ),
  ).action(context.action((name: string, options: LiveCommandOptions) => verify(name, options, context)));
}

async function verify(name: string, options: LiveCommandOptions, context: CommandContext): Promise<number> {
  const startedMs = performance.now();
  const { part, interrupted } = await liveRun(await liveRunOptions(name, options), context);
  const { scenario, seed, rate, duration } = options;
  const given = Object.entries({ scenario, seed, rate, duration }).flatMap(([option, value]) => [`--${option}`, value]);
  const command = commandLine(["verify", name, ...given]);
  const result = resultDocument(part, {
    world: "live",
    interrupted,
    elapsedMs: performance.now() - startedMs,
    command,
  });
  if (options.json) context.terminal.print(JSON.stringify({ rows: result.predictions, interrupted }));
  await deliver(
    result,
    { folder: options.out ?? `reports/verify-${name}`, json: false },
    options.json ? quiet(context) : context,
  );
  if (interrupted) return EXIT.interrupted;
  return result.predictions.every((row) => row.pass) ? EXIT.ok : EXIT.budgetBroken;
}

/** The document is on stdout already. */
function quiet(context: CommandContext): CommandContext {
  return { ...context, terminal: { ...context.terminal, print: () => {} } };
}
