/**
 * Exit statuses of the command line. 130 is what shells report for Ctrl-C; a run that was stopped so keeps what it measured.
 */
export const EXIT = {
  /** Everything is fine. */
  ok: 0,
  /** The caller's input is wrong: a name, an option, a file's content. */
  usage: 2,
  /** A budget is broken and the caller asked to be told by status. */
  budgetBroken: 3,
  /** Something the run needs cannot be reached: a file, a port, a server. */
  unreachable: 4,
  /** A bug of ours. */
  bug: 70,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;

/**
 * An expected failure: has a stable code, an exit status and one line for the person at the terminal.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { EXIT, Failure } from "./errors.ts";
 * const failure = new Failure("unknown-name", "Cannot use design: it must be a registered one: received x");
 * assertEquals(failure.exitStatus, EXIT.usage);
 * ```
 */
export class Failure extends Error {
  override readonly name = "Failure";
  /** Stable, in kebab-case: programs may compare it. */
  readonly code: string;
  readonly exitStatus: number;

  constructor(code: string, message: string, options: { exitStatus?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.exitStatus = options.exitStatus ?? EXIT.usage;
  }
}
