import { Failure } from "../base/errors.ts";
import { lookup, registryNames } from "../base/registry.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import * as designs from "../designs/registered.ts";
import type { Scenario } from "../workload/scenario.ts";
import * as scenarios from "../../scenarios/registered.ts";
import { isModulePath, type OwnPart, ownParts } from "./own_modules.ts";

/** A design with its name, and how a worker finds it. */
export interface NamedDesign {
  readonly name: string;
  readonly reference: string;
  readonly config: DesignConfig;
}

export interface NamedScenario {
  readonly name: string;
  readonly reference: string;
  readonly scenario: Scenario;
}

/** What the names and modules on a command line stand for: designs, and at most one scenario among them. */
export async function namedParts(
  names: readonly string[],
): Promise<{ designs: NamedDesign[]; scenario: NamedScenario | undefined }> {
  const parts: OwnPart[] = [];
  for (const name of new Set(names)) {
    if (isModulePath(name)) parts.push(...await ownParts(name));
    else parts.push({ kind: "design", name, reference: name, config: lookup<DesignConfig>("design", designs, name) });
  }
  const found = parts.filter((part) => part.kind === "design");
  const own = parts.filter((part) => part.kind === "scenario");
  refuseSeveral(own);
  return { designs: found.length > 0 ? found : allDesigns(), scenario: own[0] };
}

/** A registered scenario, or the one of a module. */
export async function namedScenario(name: string): Promise<NamedScenario> {
  if (!isModulePath(name)) {
    return { name, reference: name, scenario: lookup<Scenario>("scenario", scenarios, name) };
  }
  const own = (await ownParts(name)).filter((part) => part.kind === "scenario");
  refuseSeveral(own);
  if (own[0] !== undefined) return own[0];
  throw new Failure("no-scenario", `Cannot use ${name}: it must export a scenario: received designs only`);
}

/** A design by the reference that `namedParts` gave it: in a worker, where functions cannot be sent. */
export async function designOf(reference: string): Promise<DesignConfig> {
  return (await namedParts([reference])).designs[0]!.config;
}

function allDesigns(): NamedDesign[] {
  return registryNames(designs)
    .map((name) => ({ name, reference: name, config: lookup<DesignConfig>("design", designs, name) }))
    // A design with clients measures from the visitor's device, the others from their own front door: no common table.
    .filter(({ config }) => config.clients === undefined)
    .sort((one, other) => one.config.stage - other.config.stage);
}

function refuseSeveral(own: readonly { readonly name: string }[]): void {
  if (own.length <= 1) return;
  const received = own.map(({ name }) => name).join(", ");
  throw new Failure("several-scenarios", `Cannot run several scenarios: there must be one: received ${received}`);
}
