import type { FaultInjector, LiveFault } from "./live_fault.ts";

/** A server process that we started. */
export interface FaultyProcess {
  readonly pid: number;
  /** Starts it anew after a kill, on the same port. @returns its new process */
  restart(): Promise<{ readonly pid: number }>;
}

/**
 * Faults of a process by signals: SIGKILL, and SIGSTOP with SIGCONT; its children (a PostgreSQL has one for each session) share its fate.
 * What is no fault of a process (slow, drop) goes to a link before it, where there is one.
 */
export class ProcessFaults implements FaultInjector {
  readonly #process: FaultyProcess;
  readonly #link: FaultInjector | undefined;
  #pid: number;
  #fault: LiveFault | undefined = undefined;
  #stopped: readonly number[] = [];

  constructor(process: FaultyProcess, link?: FaultInjector) {
    this.#process = process;
    this.#link = link;
    this.#pid = process.pid;
  }

  /** The running process; another one after a kill was healed. */
  get pid(): number {
    return this.#pid;
  }

  /** @throws RangeError for `slow` and `drop` without a link */
  async inject(fault: LiveFault): Promise<void> {
    await this.heal();
    switch (fault.kind) {
      case "kill":
        for (const pid of withChildren(this.#pid)) signal(pid, "SIGKILL");
        break;
      case "pause":
        this.#stopped = withChildren(this.#pid);
        for (const pid of this.#stopped) signal(pid, "SIGSTOP");
        break;
      case "slow":
      case "drop":
        if (this.#link === undefined) {
          throw new RangeError(`Cannot make a process ${fault.kind}: a link must stand before it: received none`);
        }
        await this.#link.inject(fault);
        break;
      default:
        fault satisfies never;
    }
    this.#fault = fault;
  }

  async heal(): Promise<void> {
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault?.kind === "kill") this.#pid = (await this.#process.restart()).pid;
    else if (fault?.kind === "pause") {
      // Children first: a parent that wakes may end those that do not answer.
      for (const pid of this.#stopped.toReversed()) signal(pid, "SIGCONT");
      this.#stopped = [];
    } else if (fault !== undefined) await this.#link?.heal();
  }
}

/** The process before its children, so that it starts no more of them; those that it started meanwhile are found by looking again. */
function withChildren(pid: number): number[] {
  return [pid, ...childrenOf(pid)];
}

function childrenOf(pid: number): number[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);
  } catch {
    // No /proc, or no such process.
    return [];
  }
}

function signal(pid: number, name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    // It has ended meanwhile: then there is nothing to hurt.
    if (!(error instanceof Deno.errors.NotFound || (error instanceof TypeError && /ESRCH/.test(error.message)))) {
      throw error;
    }
  }
}
