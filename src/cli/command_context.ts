import type { Terminal } from "./terminal.ts";

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
  /** Makes an action out of a function that gives its exit status, which commander's actions cannot. */
  action<Given extends unknown[]>(
    run: (...given: Given) => number | Promise<number>,
  ): (...given: Given) => Promise<void>;
}
