import { toFileUrl } from "./paths.ts";
import { decode } from "../base/decode.ts";
import { EXIT, Failure } from "../base/errors.ts";
import { registryNames } from "../base/registry.ts";
import { type DesignConfig, designSchema } from "../designs/design_config.ts";
import type { Scenario } from "../workload/scenario.ts";
import { type Given, scenarioOf } from "./own_scenario.ts";

/** What a user's own module gives. */
export type OwnPart =
  | { readonly kind: "design"; readonly name: string; readonly reference: string; readonly config: DesignConfig }
  | { readonly kind: "scenario"; readonly name: string; readonly reference: string; readonly scenario: Scenario };

/** Whether a name on the command line is a module of the user's own: it has a folder or a script's ending. */
export function isModulePath(name: string): boolean {
  return name.startsWith("file:") || /\.[cm]?[jt]s$/.test(name);
}

/**
 * Loads a user's module: every export is a design or a scenario. A single export is named after its file.
 *
 * @param path As on the command line, relative to where the caller stands; or what `reference` of a part is: then that one only.
 * @throws Failure `no-module` (exit status 4), `broken-module` or `bad-input` (2)
 */
export async function ownParts(path: string): Promise<OwnPart[]> {
  const [url, wanted] = path.startsWith("file:") ? path.split("#") as [string, string?] : [urlOf(path)];
  const shown = path.startsWith("file:") ? url.slice(url.lastIndexOf("/") + 1) : path;
  const module = await loaded(url, shown);
  const names = Object.keys(module).filter((name) => wanted === undefined || name === wanted);
  if (names.length === 0) {
    throw broken(shown, "it must export a design (defineDesign) or a scenario (defineScenario)", "no export");
  }
  const fileName = url.slice(url.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  const isOnly = Object.keys(module).length === 1;
  return names.map((key) => {
    const name = isOnly ? fileName : registryNames({ [key]: 0 })[0]!;
    return partOf(module[key], { name, reference: `${url}#${key}`, where: { path: shown, name: key } });
  });
}

function partOf(value: unknown, about: { name: string; reference: string; where: Given }): OwnPart {
  const { name, reference, where } = about;
  if (typeof value !== "object" || value === null) {
    throw broken(where.path, `its export ${where.name} must be a design or a scenario`, typeof value);
  }
  if ("build" in value) return { kind: "scenario", name, reference, scenario: scenarioOf(value, where) };
  const config = decode(designSchema, value, `the design ${where.name} of ${where.path}`);
  return { kind: "design", name, reference, config };
}

async function loaded(url: string, shown: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(url);
  } catch (error) {
    throw broken(shown, "it must be a module that loads", firstLine(error), error);
  }
}

/** A task of Deno's runs in the project's folder and tells where its caller stands in INIT_CWD. */
function urlOf(path: string): string {
  const folders = [Deno.cwd(), Deno.env.get("INIT_CWD")].filter((folder) => folder !== undefined);
  for (const folder of folders) {
    const url = toFileUrl(folder, path);
    try {
      if (Deno.statSync(url).isFile) return url.href;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Failure("no-module", `Cannot find ${path}: it must be a module of yours: received no such file`, {
    exitStatus: EXIT.unreachable,
  });
}

function broken(path: string, expected: string, received: string, cause?: unknown): Failure {
  return new Failure("broken-module", `Cannot use ${path}: ${expected}: received ${received}`, { cause });
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // deno-lint-ignore no-control-regex -- the compiler colours its messages
  return text.replace(/\x1b\[[0-9;]*m/g, "").split("\n")[0]!.trim();
}
