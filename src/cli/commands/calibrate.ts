import type { Command } from "commander";
import { formatDuration } from "../../base/units.ts";
import type { CommandContext } from "../command_context.ts";
import { machineOf } from "../circumstances.ts";
import { writeWhole } from "../files.ts";
import { measureStack } from "../measure_stack.ts";
import { designOf } from "../named_parts.ts";
import { wholeNumber } from "../option_values.ts";

interface CalibrateOptions {
  readonly samples: string;
  readonly redisUrl?: string;
  readonly databaseUrl?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `tierlab calibrate DESIGN`: measures the parts of a live stack, one at a time, for the simulation. */
export function addCalibrate(program: Command, context: CommandContext): void {
  program.command("calibrate")
    .description("measure the parts of a live stack and write the numbers that a simulation reads")
    .argument("<design>", "a design that runs live (see: list designs)")
    .option("--samples <n>", "measurements of each part", "300")
    .option("--redis-url <url>", "a Redis; otherwise REDIS_URL, otherwise one is started")
    .option("--database-url <url>", "an empty PostgreSQL database; otherwise DATABASE_URL, otherwise one is started")
    .option("--out <file>", "where the numbers go; otherwise reports/calibration-DESIGN-DATE.json")
    .option("--json", "print the document instead of the summary")
    .addHelpText("after", "\nExample:\n  tierlab calibrate a-development --out mine.json\n")
    .action(context.action((name: string, options: CalibrateOptions) => calibrate(name, options, context)));
}

async function calibrate(
  name: string,
  options: CalibrateOptions,
  { terminal, signal }: CommandContext,
): Promise<number> {
  const samples = wholeNumber(options.samples, "--samples", { least: 20, most: 100_000 });
  const config = await designOf(name);
  const { os, arch, cpus } = machineOf();
  const measuredAt = new Date().toISOString();
  const { memoryHitNs, numbers } = await measureStack({
    name,
    config,
    samples,
    signal,
    redisUrl: options.redisUrl ?? Deno.env.get("REDIS_URL"),
    databaseUrl: options.databaseUrl ?? Deno.env.get("DATABASE_URL"),
    onPart: (part) => terminal.tell(`measuring ${part}`),
  });
  const document = {
    schema: "tierlab/calibration/1",
    measuredAt,
    design: name,
    machine: `${os} ${arch}, ${cpus} processors`,
    memoryHitNs,
    numbers,
  };
  const path = options.out ?? `reports/calibration-${name.replaceAll(/[^\w-]/g, "_")}-${measuredAt.slice(0, 10)}.json`;
  await writeWhole(path, `${JSON.stringify(document, undefined, 2)}\n`);
  if (options.json === true) {
    terminal.print(JSON.stringify(document));
    return 0;
  }
  terminal.print(`${"part".padEnd(18)}${"p5".padStart(12)}${"p95".padStart(12)}${"samples".padStart(9)}`);
  for (const [part, found] of Object.entries(numbers)) {
    if (found === undefined) continue;
    const [low, high] = "p5Ms" in found
      ? [formatDuration(found.p5Ms), formatDuration(found.p95Ms)]
      : [`x ${found.ratio.toFixed(3)}`, `${formatDuration(found.msPerKb)}/KB`];
    terminal.print(`${part.padEnd(18)}${low.padStart(12)}${high.padStart(12)}${String(found.samples).padStart(9)}`);
  }
  terminal.print(`\nevery other number of the simulation stays assumed\ncalibration: ${path}`);
  return 0;
}
