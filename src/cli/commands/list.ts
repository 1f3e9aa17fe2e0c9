import type { Command } from "commander";
import { lookup, registryNames } from "../../base/registry.ts";
import * as designs from "../../designs/registered.ts";
import * as policies from "../../eviction/registered.ts";
import * as budgets from "../../monitor/budgets/registered.ts";
import * as charts from "../../report/charts/registered.ts";
import * as formats from "../../trace/registered_formats.ts";
import * as scenarios from "../../../scenarios/registered.ts";
import type { Scenario } from "../../workload/scenario.ts";
import type { CommandContext } from "../command_context.ts";
import { wrapText } from "../text_lines.ts";
import * as strategies from "../../cache/registered_strategies.ts";

interface Listed {
  readonly name: string;
  readonly description: string;
}

type Described = Readonly<Record<string, { readonly description: string }>>;

/** What can be listed, each from its own registry. */
const LISTS: Readonly<Record<string, () => Listed[]>> = {
  designs: () => {
    const stages = Object.values(designs).map((design) => design.stage);
    return described(designs).map((row, index) => ({ row, stage: stages[index]! }))
      .sort((one, other) => one.stage - other.stage).map(({ row }) => row);
  },
  scenarios: () =>
    Object.values<Scenario>(scenarios).map(({ description, source }, index) => ({
      name: registryNames(scenarios)[index]!,
      description: source === undefined ? description : `${description} (${source})`,
    })),
  policies: () =>
    Object.values(policies).map((policy, index) => {
      const name = registryNames(policies)[index]!;
      const options = Object.entries(policy.defaults).map(([option, value]) => `${option}=${value}`).join(":");
      return { name, description: policy.description + (options === "" ? "" : ` (${options})`) };
    }),
  strategies: () => described(strategies),
  budgets: () =>
    Object.values(budgets).map(({ id, metric, relation, limit, unit }) => {
      return { name: id, description: `${metric} ${relation} ${limit}${unit === "ms" ? " ms" : ""}` };
    }),
  charts: () =>
    registryNames(charts).map((name, index) => ({ name, description: Object.values(charts)[index]!.title })),
  formats: () => described(formats),
};

/** `tierlab list KIND`: the names that other commands take. */
export function addList(program: Command, context: CommandContext): void {
  program.command("list")
    .description(`list ${Object.keys(LISTS).join(", ")}`)
    .argument("<kind>", Object.keys(LISTS).join(" | "))
    .option("--json", "print one JSON document")
    .action(context.action((kind: string, options: { json?: boolean }) => list(kind, options, context)));
}

function list(kind: string, options: { json?: boolean }, { terminal }: CommandContext): number {
  const rows = lookup("list", LISTS, kind)();
  if (options.json) {
    terminal.print(JSON.stringify({ [kind]: rows }));
    return 0;
  }
  const widest = Math.max(...rows.map((row) => row.name.length));
  for (const row of rows) {
    const [first = "", ...rest] = wrapText(row.description, 78 - widest);
    terminal.print(`${row.name.padEnd(widest)}  ${first}`);
    for (const line of rest) terminal.print(`${" ".repeat(widest)}  ${line}`);
  }
  return 0;
}

function described(registered: Described): Listed[] {
  const entries = Object.values(registered);
  return registryNames(registered).map((name, index) => ({ name, description: entries[index]!.description }));
}
