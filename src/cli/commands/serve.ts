import type { Command } from "commander";
import { lookup } from "../../base/registry.ts";
import type { DesignConfig } from "../../designs/design_config.ts";
import * as designs from "../../designs/registered.ts";
import type { CommandContext } from "../command_context.ts";
import { openLiveStack } from "../live_stack.ts";
import { wholeNumber } from "../option_values.ts";

interface ServeOptions {
  readonly port: string;
  readonly products: string;
  readonly redisUrl?: string;
  readonly databaseUrl?: string;
}

/** `tierlab serve DESIGN`: the application on that design until Ctrl-C. */
export function addServe(program: Command, context: CommandContext): void {
  program.command("serve")
    .description("the application on a design, with dashboard and /api/performance/metrics")
    .argument("<design>", "a design (see: list designs)")
    .option("--port <n>", "port on 127.0.0.1; 0 for any free one", "8080")
    .option("--products <n>", "products in the shop", "20000")
    .option("--redis-url <url>", "a Redis for designs with L2; otherwise REDIS_URL, otherwise one is started")
    .option("--database-url <url>", "an empty PostgreSQL database; otherwise DATABASE_URL, otherwise one is started")
    .addHelpText("after", "\nExample:\n  tierlab serve a-development --port 8080\n")
    .action(context.action((name: string, options: ServeOptions) => serve(name, options, context)));
}

async function serve(name: string, options: ServeOptions, { terminal, signal }: CommandContext): Promise<number> {
  const config = lookup<DesignConfig>("design", designs, name);
  const live = await openLiveStack({
    name,
    config,
    seed: 1,
    products: wholeNumber(options.products, "--products", { least: 1, most: 1_000_000 }),
    port: wholeNumber(options.port, "--port", { least: 0, most: 65_535 }),
    redisUrl: options.redisUrl ?? Deno.env.get("REDIS_URL"),
    databaseUrl: options.databaseUrl ?? Deno.env.get("DATABASE_URL"),
    onUnhandled: (error) =>
      terminal.tell(`tierlab: in the background: ${error instanceof Error ? error.message : error}`),
  });
  terminal.print(`${name} at ${live.url}`);
  terminal.print(`  try       ${live.url}/products/1`);
  terminal.print(`  dashboard ${live.url}/dashboard`);
  terminal.print(`  metrics   ${live.url}/api/performance/metrics`);
  terminal.print("Ctrl-C stops it.");
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  await live.close();
  return 0;
}
