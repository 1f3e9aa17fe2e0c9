import type { Command } from "commander";
import { EXIT } from "../../base/errors.ts";
import type { CommandContext } from "../command_context.ts";
import { commandLine } from "../circumstances.ts";
import { deliver } from "../deliver.ts";
import { type LiveCommandOptions, liveRunOptions, withLiveOptions } from "../live_options.ts";
import { resultDocument } from "../result_document.ts";
import { verifyRun } from "../verify_run.ts";

interface VerifyOptions extends LiveCommandOptions {
  readonly beside?: string;
}

/** `tierlab verify DESIGN`: the same run in both worlds; fails when a prediction is off by more than its tolerance. */
export function addVerify(program: Command, context: CommandContext): void {
  withLiveOptions(
    program.command("verify").description(
      `the same run in both worlds, calibrated; exit ${EXIT.budgetBroken} when a prediction is off`,
    ),
  )
    .option("--beside <designs>", "further designs, separated by commas: is their ranking predicted too?")
    .addHelpText("after", "\nExample:\n  tierlab verify a-development --scenario steady --rate 50 --duration 20s\n")
    .action(context.action((name: string, options: VerifyOptions) => verify(name, options, context)));
}

async function verify(name: string, options: VerifyOptions, context: CommandContext): Promise<number> {
  const startedMs = performance.now();
  const names = [...new Set([name, ...(options.beside?.split(",").filter((one) => one !== "") ?? [])])];
  const runs = await Promise.all(names.map((one) => liveRunOptions(one, options)));
  const { part, interrupted, machine } = await verifyRun(runs, context);
  const { scenario, seed, rate, duration, beside, calibration } = options;
  const given = Object.entries({ scenario, seed, rate, duration, beside, calibration })
    .flatMap(([option, value]) => value === undefined ? [] : [`--${option}`, value]);
  const result = resultDocument(part, {
    world: "live",
    interrupted,
    elapsedMs: performance.now() - startedMs,
    command: commandLine(["verify", name, ...given]),
  });
  if (options.json) context.terminal.print(JSON.stringify({ rows: result.predictions, machine, interrupted }));
  await deliver(
    result,
    { folder: options.out ?? `reports/verify-${name}`, json: false },
    options.json ? quiet(context) : context,
  );
  if (interrupted) return EXIT.interrupted;
  return result.predictions.every((row) => row.pass !== false) ? EXIT.ok : EXIT.budgetBroken;
}

/** The document is on stdout already. */
function quiet(context: CommandContext): CommandContext {
  return { ...context, terminal: { ...context.terminal, print: () => {} } };
}
