/** The globals that bring time, chance or the outside world into a file, and what to use in their stead. */
export const AMBIENT_NAMES: Readonly<Record<string, string>> = {
  Date:
    "clock.nowMs() of the Clock you were given (src/flow/clock.ts); Date.UTC, Date.parse and new Date(value) are fine",
  performance: "clock.nowMs() of the Clock you were given (src/flow/clock.ts)",
  setTimeout: "yield* sleep(ms), or timeout(…) (src/flow)",
  setInterval: "a loop around yield* sleep(ms) in a spawned flow (src/flow)",
  setImmediate: "spawn(…) (src/flow)",
  queueMicrotask: "spawn(…) (src/flow)",
  clearTimeout: "a halted task: race(…) or timeout(…) (src/flow)",
  clearInterval: "a halted task: race(…) or timeout(…) (src/flow)",
  fetch: "the Fetch of the port you were given (src/ports/http.ts)",
  Deno: "a port whose live adapter touches it (src/ports, src/adapters/live)",
  console: "one probe event (src/ports/probe.ts); only cli writes to the terminal",
  process: "a port or an option: only cli and main.ts know the process",
};

/** Members of otherwise harmless globals, likewise. */
export const AMBIENT_MEMBERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Math: { random: "a Random stream forked by name (src/base/random.ts)" },
  crypto: {
    randomUUID: "a Random stream forked by name (src/base/random.ts)",
    getRandomValues: "a Random stream forked by name (src/base/random.ts)",
  },
};

/** Modules that are the same globals under another name. */
export const AMBIENT_MODULES: Readonly<Record<string, string>> = {
  "node:process": "process",
  "node:console": "console",
  "node:perf_hooks": "performance",
  "node:timers": "setTimeout",
  "node:timers/promises": "setTimeout",
};

/** What the members of `Date` that are pure functions of their arguments are called. */
export const PURE_DATE_MEMBERS: ReadonlySet<string> = new Set(["UTC", "parse", "prototype"]);
