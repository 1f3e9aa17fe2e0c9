import { Chains } from "./chains.ts";
import { wider } from "./policy_base.ts";

/**
 * Chains of ids, each of which knows its chain and the units in it: the stages of the multi-queue policies. Segments are
 * numbered from 1; 0 means "in none".
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Segments } from "./segments.ts";
 * const segments = new Segments(2);
 * segments.grow(10);
 * segments.push(1, 5, 3);
 * segments.push(2, 6, 4);
 * assertEquals([segments.of[5], segments.units[2], segments.last(1)], [1, 4, 5]);
 * ```
 */
export class Segments {
  /** Segment by id. */
  of = new Uint8Array(0);
  /** Units by segment. */
  readonly units: Float64Array;
  readonly chains: Chains;

  constructor(segments: number) {
    this.units = new Float64Array(segments + 1);
    this.chains = new Chains(segments + 1);
  }

  grow(ids: number): void {
    this.of = wider(this.of, new Uint8Array(ids));
    this.chains.grow(ids);
  }

  /** The oldest id of a segment, negative when it is empty. */
  last(segment: number): number {
    return this.chains.last(segment);
  }

  /** Puts an id that is in no segment at the young end of one. */
  push(segment: number, id: number, units: number): void {
    this.of[id] = segment;
    this.units[segment]! += units;
    this.chains.addFirst(segment, id);
  }

  /** Takes an id out of its segment. */
  pull(id: number, units: number): void {
    this.units[this.of[id]!]! -= units;
    this.of[id] = 0;
    this.chains.unlink(id);
  }

  /** Moves an id to the young end of its own segment. */
  refresh(id: number): void {
    this.chains.unlink(id);
    this.chains.addFirst(this.of[id]!, id);
  }

  /** Counts a segment and compares it with the books. @throws RangeError naming the segment. */
  audit(segment: number, sizeOf: (id: number) => number): { residents: number; occupied: number } {
    const counted = { residents: 0, occupied: 0 };
    for (const id of this.chains.walk(segment)) {
      if (this.of[id] !== segment) {
        throw new RangeError(
          `Cannot trust segment ${segment}: its ids must know it: received id ${id} of ${this.of[id]}`,
        );
      }
      counted.residents++;
      counted.occupied += sizeOf(id);
    }
    if (counted.occupied !== this.units[segment]) {
      throw new RangeError(
        `Cannot trust segment ${segment}: it must hold ${this.units[segment]} units: received ${counted.occupied}`,
      );
    }
    return counted;
  }
}
