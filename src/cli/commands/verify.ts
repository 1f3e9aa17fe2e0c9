import type { Command } from "commander";
import { EXIT, Failure } from "../../base/errors.ts";
import { LEAST_A_SIDE } from "../../statistics/mann_whitney.ts";
import type { CommandContext } from "../command_context.ts";
import { commandLine } from "../circumstances.ts";
import { deliver } from "../deliver.ts";
import { type LiveCommandOptions, liveRunOptions, repeatsOf, withLiveOptions } from "../live_options.ts";
import { namedParts } from "../named_parts.ts";
import { resultDocument } from "../result_document.ts";
import { verifyRun } from "../verify_run.ts";

/** Requests enough for a 99th percentile; the thread of a design that runs on one works about a third of the time. */
const USUAL = { rate: "100", duration: "60s" };

/** `tierlab verify DESIGN…`: the same runs in both worlds; fails when a prediction is off, or a ranking of several designs. */
export function addVerify(program: Command, context: CommandContext): void {
  withLiveOptions(
    program.command("verify").description(
      `the same runs in both worlds, calibrated; exit ${EXIT.budgetBroken} when a prediction or a ranking is off`,
    ),
    "<design...>",
    USUAL,
  )
    .addHelpText(
      "after",
      "\nExamples:\n  tierlab verify a-development --scenario steady --rate 50 --duration 20s\n" +
        "  tierlab verify a-development ./no-l1.ts --scenario steady --rate 50 --repeats 5\n",
    )
    .action(context.action((names: string[], options: LiveCommandOptions) => verify(names, options, context)));
}

async function verify(given: readonly string[], options: LiveCommandOptions, context: CommandContext): Promise<number> {
  const startedMs = performance.now();
  const names = [...new Set(given)];
  const { designs, scenario: own } = await namedParts(names);
  refuseTwins(designs.map(({ name }) => name));
  const scenario = own?.reference ?? options.scenario;
  const runs = await Promise.all(designs.map(async ({ name, reference }) => ({
    ...await liveRunOptions(reference, { ...options, scenario }),
    name,
  })));
  const repeats = repeatsOf(options, designs.length === 1 ? 1 : LEAST_A_SIDE);
  const { part, interrupted, machine } = await verifyRun(runs, context, { repeats });
  const { seed, rate, duration, calibration } = options;
  const settings = { ...(own === undefined && { scenario }), seed, rate, duration, repeats, calibration };
  const result = resultDocument(part, {
    world: "live",
    interrupted,
    elapsedMs: performance.now() - startedMs,
    command: commandLine([
      "verify",
      ...names,
      ...Object.entries(settings).flatMap(([option, value]) =>
        value === undefined ? [] : [`--${option}`, String(value)]
      ),
    ]),
  });
  const { predictions: rows, ranking } = result;
  if (options.json) context.terminal.print(JSON.stringify({ rows, ...(ranking && { ranking }), machine, interrupted }));
  await deliver(
    result,
    { folder: options.out ?? `reports/verify-${designs[0]!.name}`, json: false },
    options.json ? quiet(context) : context,
  );
  if (interrupted) return EXIT.interrupted;
  return rows.every((row) => row.pass !== false) && ranking?.pass !== false ? EXIT.ok : EXIT.budgetBroken;
}

/** Two designs of one name, from two modules, could not be told apart. */
function refuseTwins(names: readonly string[]): void {
  if (new Set(names).size === names.length) return;
  const message = `Cannot verify: each design must have a name of its own: received ${names.join(", ")}`;
  throw new Failure("same-name", message);
}

/** The document is on stdout already. */
function quiet(context: CommandContext): CommandContext {
  return { ...context, terminal: { ...context.terminal, print: () => {} } };
}
