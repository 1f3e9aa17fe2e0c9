import { Command, CommanderError } from "commander";
import { EXIT, Failure } from "../base/errors.ts";
import { suggestion } from "../base/registry.ts";
import { addCalibrate } from "./commands/calibrate.ts";
import { addCompare } from "./commands/compare.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addFigures } from "./commands/figures.ts";
import { addGate } from "./commands/gate.ts";
import { addList } from "./commands/list.ts";
import { addLive } from "./commands/live.ts";
import { addReplay } from "./commands/replay.ts";
import { addReport } from "./commands/report.ts";
import { addServe } from "./commands/serve.ts";
import { addTune } from "./commands/tune.ts";
import { addVerify } from "./commands/verify.ts";
import type { CommandContext } from "./command_context.ts";
import { interruption } from "./interruption.ts";
import { terminal } from "./terminal.ts";
import deno from "../../deno.json" with { type: "json" };

const COMMANDS = [
  addCompare,
  addLive,
  addVerify,
  addCalibrate,
  addReplay,
  addFigures,
  addGate,
  addTune,
  addServe,
  addReport,
  addList,
  addDoctor,
];

/** Runs the command that the arguments name. @returns its exit status; errors are told in one line. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const stop = interruption();
  try {
    return await dispatch(args, stop.signal);
  } catch (error) {
    return statusOf(error);
  } finally {
    stop.release();
  }
}

async function dispatch(args: readonly string[], signal: AbortSignal): Promise<number> {
  let status: number = EXIT.ok;
  const context: CommandContext = {
    terminal,
    signal,
    action: (run) => async (...given) => void (status = await run(...given)),
  };
  const program = new Command("tierlab")
    .description(
      "Which web caching architecture meets your budgets, at what cost, and will the real one behave as predicted? " +
        "Without a command: compares the built-in designs.",
    )
    .version(deno.version)
    .helpCommand("help [command]", "help for a command")
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const add of COMMANDS) {
    add(program, context);
  }
  refuseUnknownCommand(args, program.commands.map((command) => command.name()));
  await program.parseAsync([...args], { from: "user" });
  return status;
}

/** The default command takes names, so a mistyped command would be taken for a design. */
function refuseUnknownCommand(args: readonly string[], names: readonly string[]): void {
  const first = args[0];
  if (first === undefined || first.startsWith("-") || first === "help" || names.includes(first)) return;
  const meant = suggestion("command", [...names, "help"], first);
  throw new Failure("unknown-command", `Cannot run a command: ${meant}: received ${first}`);
}

function statusOf(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    terminal.tell(
      `tierlab: ${error.message.replace(/^error: /, "").replace(/\n\(?(.*?)\)?$/s, ": $1")} (see: tierlab --help)`,
    );
    return EXIT.usage;
  }
  if (error instanceof Failure) {
    terminal.tell(`tierlab: ${error.message}`);
    return error.exitStatus;
  }
  terminal.tell(
    `tierlab: a bug of ours, please report it: ${error instanceof Error ? error.stack ?? error.message : error}`,
  );
  return EXIT.bug;
}
