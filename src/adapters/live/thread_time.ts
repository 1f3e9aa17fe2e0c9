/** What the system has counted of a thread. */
export interface ThreadTime {
  /** On a processor. */
  readonly runMs: number;
  /** Ready to run, while others had the processors. */
  readonly waitMs: number;
}

/** The calling thread's time by /proc (Linux); undefined where there is none, or where the kernel does not count. */
export function threadTime(): ThreadTime | undefined {
  try {
    const [run, wait] = kernelText("/proc/thread-self/schedstat", `/proc/${Deno.pid}/task/${Deno.pid}/schedstat`).split(
      " ",
    ).map(Number);
    if (run === undefined || wait === undefined || !(run > 0)) return undefined;
    return { runMs: run / 1e6, waitMs: wait / 1e6 };
  } catch {
    // Not on Linux, or not permitted: then the caller does without.
    return undefined;
  }
}

/** The machine's processor time so far, in the kernel's ticks; undefined where it cannot be read. */
export function machineTicks(): { readonly all: number; readonly stolen: number } | undefined {
  try {
    const ticks = kernelText("/proc/stat", "/proc/stat").split("\n")[0]!.trim().split(/\s+/).slice(1).map(Number);
    // user nice system idle iowait irq softirq steal: guests are in user already.
    return { all: ticks.slice(0, 8).reduce((sum, one) => sum + one, 0), stolen: ticks[7] ?? 0 };
  } catch {
    return undefined;
  }
}

/**
 * Deno reads below /proc with every permission only; a program of the system needs the one to run programs.
 *
 * @param outsidePath Where that program finds it: there, the command line's thread is the process's main one.
 */
function kernelText(path: string, outsidePath: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    const { success, stdout } = new Deno.Command("cat", { args: [outsidePath], stderr: "null" }).outputSync();
    return success ? new TextDecoder().decode(stdout) : "";
  }
}
