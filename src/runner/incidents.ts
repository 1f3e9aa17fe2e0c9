import { sleep } from "../flow/instructions.ts";
import type { Flow } from "../flow/operation.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Fault, FaultTarget, Incident, Release } from "../workload/schedule.ts";

/** The fault switches of a world. */
export interface FaultSwitches {
  inject(fault: Fault): void;
  heal(fault: Fault): void;
  release(release: Release | undefined): void;
  /** Undefined in a world whose shared store is no cluster. */
  redisMaster?(node: number, isDown: boolean): void;
  /** Undefined in a world whose database servers are not told apart. */
  killShardPrimary?(shard: number): void;
}

/** What an incident does to a stack. */
export interface StruckStack {
  restart(): void;
  setDown(instance: number, isDown: boolean): void;
}

/** Lets an incident happen at its time and, when it lasts, undoes it at its end. */
export function* happen(incident: Incident, stack: StruckStack, switches: FaultSwitches): Flow<void> {
  yield* sleep(incident.atMs);
  switch (incident.kind) {
    case "restart":
      return stack.restart();
    case "release":
      switches.release(incident);
      // A release restarts what it replaces, and so does its rollback.
      stack.restart();
      yield* sleep(incident.untilMs - incident.atMs);
      switches.release(undefined);
      return stack.restart();
    case "kill":
    case "pause":
    case "slow":
    case "drop":
      switches.inject(incident);
      if (incident.kind === "kill" && hasInstances(incident.target)) stack.restart();
      yield* sleep(incident.untilMs - incident.atMs);
      return switches.heal(incident);
    case "instance-down":
      stack.setDown(incident.instance, true);
      yield* sleep(incident.untilMs - incident.atMs);
      return stack.setDown(incident.instance, false);
    case "redis-master-down":
      switches.redisMaster?.(incident.node, true);
      yield* sleep(incident.untilMs - incident.atMs);
      return switches.redisMaster?.(incident.node, false);
    case "shard-primary-killed":
      return switches.killShardPrimary?.(incident.shard);
    default:
      return incident satisfies never;
  }
}

/** Faults that cannot strike a design, since it has no such part: each as a warning. */
export function idleFaults(incidents: readonly Incident[], name: string, config: DesignConfig): string[] {
  return incidents.flatMap((incident) => {
    if (!("target" in incident) || hasPart(config, incident.target)) return [];
    return [`${name} has no ${incident.target}: the ${incident.kind} at ${incident.atMs / 1000} s does nothing to it`];
  });
}

function hasPart(config: DesignConfig, target: FaultTarget): boolean {
  switch (target) {
    case "l2":
      return config.l2 !== undefined;
    case "database-replica":
      return config.database.replicas > 0;
    case "database-primary":
    case "origin":
    case "region":
      return true;
    default:
      return target satisfies never;
  }
}

function hasInstances(target: FaultTarget): boolean {
  return target === "origin" || target === "region";
}
