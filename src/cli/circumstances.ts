import deno from "../../deno.json" with { type: "json" };
import type { Result } from "../runner/result_schema.ts";

/** Versions that a result depends on. */
export function versionsOf(): Result["versions"] {
  return { tierlab: deno.version, deno: Deno.version.deno, v8: Deno.version.v8, typescript: Deno.version.typescript };
}

export function machineOf(): Result["machine"] {
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    cpus: navigator.hardwareConcurrency,
    memoryBytes: Deno.systemMemoryInfo().total,
  };
}

/** The command that repeats a run. */
export function commandLine(args: readonly string[]): string {
  const quoted = args.map((arg) => /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`);
  return ["deno task tierlab", ...quoted].join(" ");
}
