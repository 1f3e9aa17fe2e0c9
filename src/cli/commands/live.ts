import type { Command } from "commander";
import { EXIT } from "../../base/errors.ts";
import type { CommandContext } from "../command_context.ts";
import { commandLine } from "../circumstances.ts";
import { deliver } from "../deliver.ts";
import { type LiveCommandOptions, liveRunOptions, withLiveOptions } from "../live_options.ts";
import { liveRun } from "../live_run.ts";
import { resultDocument } from "../result_document.ts";

/** `tierlab live DESIGN`: runs a design for real on loopback, and shows how well the simulation predicted it. */
export function addLive(program: Command, context: CommandContext): void {
  withLiveOptions(
    program.command("live").description("run a design for real on loopback, beside its prediction"),
  )
    .addHelpText("after", "\nExample:\n  tierlab live a-development --rate 200 --duration 20s\n")
    .action(context.action((name: string, options: LiveCommandOptions) => live(name, options, context)));
}

async function live(name: string, options: LiveCommandOptions, context: CommandContext): Promise<number> {
  const startedMs = performance.now();
  const { part, interrupted } = await liveRun(await liveRunOptions(name, options), context);
  const { scenario, seed, rate, duration } = options;
  const given = Object.entries({ scenario, seed, rate, duration }).flatMap(([option, value]) => [`--${option}`, value]);
  const result = resultDocument(part, {
    world: "live",
    interrupted,
    elapsedMs: performance.now() - startedMs,
    command: commandLine(["live", name, ...given]),
  });
  await deliver(result, { folder: options.out ?? `reports/live-${name}`, json: options.json === true }, context);
  return interrupted ? EXIT.interrupted : EXIT.ok;
}
