import type { Command } from "commander";
import { EXIT, Failure } from "../../base/errors.ts";
import type { RunPart } from "../../runner/compare.ts";
import { commandLine } from "../circumstances.ts";
import type { CommandContext } from "../command_context.ts";
import { deliver } from "../deliver.ts";
import { withLoadOptions } from "../live_load_options.ts";
import { type LiveCommandOptions, liveRunOptions, repeatsOf, withLiveOptions } from "../live_options.ts";
import { liveRun } from "../live_run.ts";
import { targetRun } from "../live_target.ts";
import { type TargetCommandOptions, targetRunOptions } from "../live_target_options.ts";
import { usualLiveRate } from "../usual_live_rate.ts";
import { resultDocument } from "../result_document.ts";

type LiveOptions = LiveCommandOptions & Omit<TargetCommandOptions, "target"> & { readonly target?: string };

/** `tierlab live DESIGN`: runs a design for real, beside its prediction; `live --target URL` drives a server that is not ours. */
export function addLive(program: Command, context: CommandContext): void {
  const command = program.command("live")
    .description("run a design for real on loopback, beside its prediction; or drive any server (--target)");
  withLoadOptions(withLiveOptions(command, "[design]"))
    .option("--fault <list>", "what happens to the servers, such as redis:pause@8s+3s,database:slow=50ms@2s+1s")
    .option("--target <url>", "a server that runs already, instead of a design")
    .option("--trace <file>", "with --target: an access log whose requests are sent in its own timing")
    .option("--speed <factor>", "with --trace: times as fast as it was, such as 10x (default: 1x)")
    .option("--allow-remote", "with --target: also a server beyond this machine")
    .option("--allow-writes", "with --target: also POST, PUT and DELETE")
    .addHelpText(
      "after",
      "\nExamples:\n  tierlab live a-development --rate 200 --duration 20s\n" +
        "  tierlab live --target http://127.0.0.1:3000 --trace access.log.gz --speed 10x\n",
    )
    .action(context.action(async (name: string | undefined, options: LiveOptions) => {
      const isGiven = (option: string) => command.getOptionValueSource(option) === "cli";
      const rate = options.target === undefined ? await usualLiveRate(options, isGiven) : options.rate;
      return await live(name, { ...options, rate }, { context, isGiven });
    }));
}

async function live(
  name: string | undefined,
  options: LiveOptions,
  { context, isGiven }: { context: CommandContext; isGiven: (option: string) => boolean },
): Promise<number> {
  const startedMs = performance.now();
  refuseMisfits(name, options);
  const { target } = options;
  const { part, interrupted, database, faults = [] } = target === undefined
    ? await liveRun(await liveRunOptions(name!, options), context, repeatsOf(options, 1))
    : { ...await targetRun(await targetRunOptions({ ...options, target }, isGiven), context), database: [] };
  const result = resultDocument(part, {
    world: "live",
    interrupted,
    elapsedMs: performance.now() - startedMs,
    command: repeatCommand(name, options, isGiven),
  });
  const folder = options.out ?? `reports/live-${name ?? folderName(part)}`;
  await deliver(result, { folder, json: options.json === true }, context);
  // Beside the document, which is alone on stdout.
  for (const line of [...faults, ...database]) {
    options.json === true ? context.terminal.tell(line) : context.terminal.print(line);
  }
  return interrupted ? EXIT.interrupted : EXIT.ok;
}

/** Options that mean nothing where they stand are refused: they would be ignored silently. */
function refuseMisfits(name: string | undefined, options: LiveOptions): void {
  if ((name === undefined) === (options.target === undefined)) {
    const received = name === undefined ? "neither" : "both";
    throw new Failure("bad-option", `Cannot run live: a design or --target must be given: received ${received}`);
  }
  if (options.target !== undefined) {
    for (const option of ["fault", "repeats"] as const) {
      if (options[option] === undefined) continue;
      throw new Failure("bad-option", `Cannot use --${option}: it must come with a design: received --target`);
    }
    return;
  }
  for (const option of ["trace", "speed", "allowRemote", "allowWrites"] as const) {
    if (options[option] === undefined) continue;
    const written = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new Failure("bad-option", `Cannot use --${written}: it must come with --target: received a design`);
  }
}

/** Everything that decides the run: what the caller gave, and the rest of what a run always has. */
function repeatCommand(name: string | undefined, options: LiveOptions, isGiven: (option: string) => boolean): string {
  const always = options.trace === undefined ? ["scenario", "seed", "rate", "duration"] : ["seed"];
  const given = Object.entries(options).flatMap(([option, value]) => {
    if (option === "out" || option === "json" || !(always.includes(option) || isGiven(option))) return [];
    const written = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [written] : [written, String(value)];
  });
  return commandLine(["live", ...(name === undefined ? [] : [name]), ...given]);
}

function folderName(part: RunPart): string {
  return part.designs[0]!.name.replaceAll(/[^\w.-]+/g, "-").replace(/-+$/, "");
}
