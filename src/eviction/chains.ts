/**
 * Doubly linked chains over dense ids for the policies' inner loops. Unlike base's LinkedLists it keeps no lengths and does not
 * know which chain an id is in (the policies do), and both links of an id lie side by side, so that a move touches few cache lines.
 *
 * The links are open to the policies: `links[offset]` leads towards the first end, `links[offset + 1]` towards the last, where
 * `offset` is `2 * chain` for a chain's own end mark and `2 * (id + chains)` for an id.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Chains } from "./chains.ts";
 * const chains = new Chains(1);
 * chains.grow(10);
 * chains.addFirst(0, 7);
 * chains.addFirst(0, 3);
 * chains.unlink(7);
 * assertEquals(chains.last(0), 3);
 * ```
 */
export class Chains {
  readonly chains: number;
  links: Int32Array;

  constructor(chains: number) {
    this.chains = chains;
    this.links = new Int32Array(2 * chains);
    for (let end = 0; end < 2 * chains; end++) this.links[end] = end & ~1;
  }

  /** Makes room for ids below `ids`. Loops that hold `links` in a local must fetch it again. */
  grow(ids: number): void {
    const links = new Int32Array(2 * (ids + this.chains));
    links.set(this.links);
    this.links = links;
  }

  /** The id at the first end, negative when the chain is empty. */
  first(chain: number): number {
    return (this.links[2 * chain + 1]! >> 1) - this.chains;
  }

  /** The id at the last end, negative when the chain is empty. */
  last(chain: number): number {
    return (this.links[2 * chain]! >> 1) - this.chains;
  }

  /** The neighbour towards the first end, negative at the end. */
  towardsFirst(id: number): number {
    return (this.links[2 * (id + this.chains)]! >> 1) - this.chains;
  }

  /** The neighbour towards the last end, negative at the end. */
  towardsLast(id: number): number {
    return (this.links[2 * (id + this.chains) + 1]! >> 1) - this.chains;
  }

  /** The id must be in no chain. */
  addFirst(chain: number, id: number): void {
    const links = this.links;
    const node = 2 * (id + this.chains);
    const end = 2 * chain;
    const second = links[end + 1]!;
    links[node] = end;
    links[node + 1] = second;
    links[second] = node;
    links[end + 1] = node;
  }

  /** The id must be in no chain. */
  addLast(chain: number, id: number): void {
    const links = this.links;
    const node = 2 * (id + this.chains);
    const end = 2 * chain;
    const second = links[end]!;
    links[node + 1] = end;
    links[node] = second;
    links[second + 1] = node;
    links[end] = node;
  }

  /** The id must be in a chain. */
  unlink(id: number): void {
    const links = this.links;
    const node = 2 * (id + this.chains);
    const towardsFirst = links[node]!;
    const towardsLast = links[node + 1]!;
    links[towardsFirst + 1] = towardsLast;
    links[towardsLast] = towardsFirst;
  }

  /** The ids of a chain, first to last; checks that both directions agree. @throws RangeError naming the chain. */
  *walk(chain: number): Generator<number> {
    const end = 2 * chain;
    for (let node = this.links[end + 1]!; node !== end; node = this.links[node + 1]!) {
      if (this.links[this.links[node + 1]!] !== node) {
        throw new RangeError(
          `Cannot trust chain ${chain}: its links must agree in both directions: received node ${node}`,
        );
      }
      yield (node >> 1) - this.chains;
    }
  }
}
