import type { Probe, ProbeEvent } from "../../src/ports/probe.ts";

/** A probe that keeps what it hears. */
export class RecordingProbe implements Probe {
  readonly events: ProbeEvent[] = [];

  emit(event: ProbeEvent): void {
    this.events.push(event);
  }

  of<Kind extends ProbeEvent["kind"]>(kind: Kind): Extract<ProbeEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<ProbeEvent, { kind: Kind }> => event.kind === kind);
  }

  /** Outcomes of a tier's look-ups, in their order. */
  outcomes(tier: string): string[] {
    return this.of("lookup").filter((event) => event.tier === tier).map((event) => event.outcome);
  }

  /** Components that told of a degradation, each once. */
  degraded(): string[] {
    return [...new Set(this.of("degraded").map((event) => event.component))].sort();
  }
}
