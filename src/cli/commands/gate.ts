import type { Command } from "commander";
import { EXIT } from "../../base/errors.ts";
import { gateOf } from "../../runner/gate.ts";
import type { CommandContext } from "../command_context.ts";
import { gateLines } from "../gate_lines.ts";
import { readResult } from "../result_file.ts";

interface GateOptions {
  readonly baseline?: string;
  readonly json?: boolean;
}

/** `tierlab gate RESULT.json`: may a pipeline go on? */
export function addGate(program: Command, context: CommandContext): void {
  program.command("gate")
    .description(
      `for a pipeline: exit ${EXIT.budgetBroken} when a budget is broken or a metric worse than the baseline`,
    )
    .argument("<result>", "a result.json that compare or live wrote")
    .option("--baseline <result>", "an earlier result of the same traffic: six runs at least, live five")
    .option("--json", "print one JSON document instead of three lines")
    .addHelpText("after", "\nExample:\n  tierlab gate out/result.json --baseline main/result.json\n")
    .action(context.action((path: string, options: GateOptions) => gate(path, options, context)));
}

async function gate(path: string, options: GateOptions, { terminal }: CommandContext): Promise<number> {
  const result = await readResult(path);
  const baseline = options.baseline === undefined ? undefined : await readResult(options.baseline);
  const outcome = gateOf(result, baseline);
  const lines = gateLines(outcome);
  if (options.json) {
    const { broken, isOpen, worse, suspected, unknown } = outcome;
    terminal.print(JSON.stringify({ pass: isOpen, broken, worse, suspected, unknown, lines }));
  } else for (const line of lines) terminal.print(line);
  return outcome.isOpen ? EXIT.ok : EXIT.budgetBroken;
}
