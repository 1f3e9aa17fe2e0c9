import { HyperbolicTwin, LeCaRTwin, RandomTwin } from "./chance_twins.ts";
import { InfiniteTwin, LirsTwin, TtlTwin, WTinyLfuTwin } from "./stage_twins.ts";

/**
 * Policies again, written for the eye: arrays, objects, no hurry. Lists run from the newest (index 0) to the oldest. What a
 * property test compares the fast ones with.
 */
export interface Twin {
  request(id: number, size: number): boolean;
  remove(id: number): void;
  residents(): number[];
}

/** An entry of a twin's list. */
interface Entry {
  id: number;
  size: number;
  count: number;
}

const units = (list: Entry[]) => list.reduce((sum, entry) => sum + entry.size, 0);

/** Takes an id out of a list. */
function take(list: Entry[], id: number): Entry | undefined {
  const at = list.findIndex((entry) => entry.id === id);
  return at < 0 ? undefined : list.splice(at, 1)[0];
}

abstract class ListTwin implements Twin {
  constructor(
    protected readonly capacity: number,
    protected readonly lists: Entry[][],
    readonly ghosts: Entry[][] = [],
  ) {}
  abstract request(id: number, size: number): boolean;
  remove(id: number): void {
    for (const list of [...this.lists, ...this.ghosts]) take(list, id);
  }
  residents(): number[] {
    return this.lists.flat().map((entry) => entry.id).sort((a, b) => a - b);
  }
  protected full(size: number): boolean {
    return this.lists.reduce((sum, list) => sum + units(list), 0) + size > this.capacity;
  }
}

class QueueTwin extends ListTwin {
  constructor(
    capacity: number,
    private readonly onHit: (list: Entry[], entry: Entry) => void,
    private readonly evict: (list: Entry[]) => void,
  ) {
    super(capacity, [[]]);
  }
  request(id: number, size: number): boolean {
    const list = this.lists[0]!;
    const entry = list.find((one) => one.id === id);
    if (entry) {
      this.onHit(list, entry);
      return true;
    }
    if (size > this.capacity) return false;
    while (this.full(size)) this.evict(list);
    list.unshift({ id, size, count: 0 });
    return false;
  }
}

const toFront = (list: Entry[], entry: Entry) => list.unshift(take(list, entry.id)!);

function clockTwin(capacity: number, most: number): Twin {
  return new QueueTwin(capacity, (_, entry) => entry.count = Math.min(entry.count + 1, most), (list) => {
    while (list.at(-1)!.count > 0) {
      list.at(-1)!.count--;
      list.unshift(list.pop()!);
    }
    list.pop();
  });
}

class SieveTwin extends ListTwin {
  #hand: number | null = null;
  constructor(capacity: number) {
    super(capacity, [[]]);
  }
  request(id: number, size: number): boolean {
    const list = this.lists[0]!;
    const entry = list.find((one) => one.id === id);
    if (entry) {
      entry.count = 1;
      return true;
    }
    if (size > this.capacity) return false;
    while (this.full(size)) {
      let at = this.#hand === null ? list.length - 1 : list.findIndex((one) => one.id === this.#hand);
      while (list[at]!.count === 1) {
        list[at]!.count = 0;
        at = at === 0 ? list.length - 1 : at - 1;
      }
      this.#hand = list[at - 1]?.id ?? null;
      list.splice(at, 1);
    }
    list.unshift({ id, size, count: 0 });
    return false;
  }
  override remove(id: number): void {
    const list = this.lists[0]!;
    if (this.#hand === id) this.#hand = list[list.findIndex((one) => one.id === id) - 1]?.id ?? null;
    super.remove(id);
  }
}

/** Evicts the smallest rank; a rank is made when an entry is counted. */
class RankTwin extends ListTwin {
  #ranks = new Map<number, [number, number]>();
  #requests = 0;
  age = 0;
  constructor(
    capacity: number,
    private readonly rank: (entry: Entry, age: number) => number,
    private readonly newFirst: boolean,
  ) {
    super(capacity, [[]]);
  }
  request(id: number, size: number): boolean {
    const now = this.#requests++;
    const list = this.lists[0]!;
    const known = list.find((one) => one.id === id);
    if (!known && size > this.capacity) return false;
    const entry = known ?? { id, size, count: 0 };
    entry.count++;
    if (!known && !this.newFirst) this.#evictFor(size, 0);
    this.#ranks.set(id, [this.rank(entry, this.age), now]);
    if (known) return true;
    list.push(entry);
    if (this.newFirst) this.#evictFor(0, 0);
    return false;
  }
  #evictFor(size: number, _: number): void {
    const list = this.lists[0]!;
    while (this.full(size)) {
      const [lowest] = list.toSorted((a, b) => {
        const [left, right] = [this.#ranks.get(a.id)!, this.#ranks.get(b.id)!];
        return left[0] - right[0] || left[1] - right[1];
      });
      this.age = this.#ranks.get(lowest!.id)![0];
      take(list, lowest!.id);
    }
  }
}

class SlruTwin extends ListTwin {
  #limits: number[];
  constructor(capacity: number, segments: number) {
    super(capacity, Array.from({ length: segments }, () => []));
    this.#limits = this.lists.map(() => Math.floor(capacity / segments));
    this.#limits[0] = Math.max(1, this.#limits[0]!);
  }
  request(id: number, size: number): boolean {
    const at = this.lists.findIndex((list) => list.some((entry) => entry.id === id));
    if (at >= 0) {
      const up = Math.min(at + 1, this.lists.length - 1);
      this.lists[up]!.unshift(take(this.lists[at]!, id)!);
      if (up !== at) this.#settle(up);
      return true;
    }
    if (size > this.capacity || size > this.#limits[0]!) return false;
    while (this.full(size)) this.lists.find((list) => list.length > 0)!.pop();
    const room = this.lists.findIndex((list, segment) => units(list) + size <= this.#limits[segment]!);
    this.lists[Math.max(0, room)]!.unshift({ id, size, count: 0 });
    return false;
  }
  #settle(segment: number): void {
    while (units(this.lists[segment]!) > this.#limits[segment]!) {
      const fallen = this.lists[segment]!.pop()!;
      if (segment === 0) continue;
      this.lists[segment - 1]!.unshift(fallen);
      this.#settle(segment - 1);
    }
  }
}

/** Adds to a ghost list that holds at most so many units. */
function haunt(ghosts: Entry[], entry: Entry, limit: number): void {
  if (entry.size > limit) return;
  ghosts.unshift(entry);
  while (units(ghosts) > limit) ghosts.pop();
}

class TwoQTwin extends ListTwin {
  constructor(capacity: number) {
    super(capacity, [[], []], [[]]);
  }
  request(id: number, size: number): boolean {
    const [entry, main] = [this.lists[0]!, this.lists[1]!];
    const inLimit = Math.floor(this.capacity / 4);
    if (entry.some((one) => one.id === id)) return true;
    const hit = main.find((one) => one.id === id);
    if (hit) {
      toFront(main, hit);
      return true;
    }
    if (size > this.capacity || (size > inLimit && size > 1)) return false;
    const known = take(this.ghosts[0]!, id) !== undefined;
    while (this.full(size)) {
      if (units(entry) > inLimit || main.length === 0) {
        haunt(this.ghosts[0]!, entry.pop()!, Math.floor(this.capacity / 2));
      } else main.pop();
    }
    (known ? main : entry).unshift({ id, size, count: 0 });
    return false;
  }
}

class S3FifoTwin extends ListTwin {
  #evicted = false;
  constructor(capacity: number) {
    super(capacity, [[], []], [[]]);
  }
  request(id: number, size: number): boolean {
    const [small, main] = [this.lists[0]!, this.lists[1]!];
    const smallLimit = Math.max(1, Math.floor(this.capacity * 0.1));
    const hit = [...small, ...main].find((one) => one.id === id);
    if (hit) {
      hit.count++;
      return true;
    }
    const known = take(this.ghosts[0]!, id) !== undefined;
    if (size > smallLimit || (size === smallLimit && size > 1 && !known)) return false;
    while (this.full(size)) {
      this.#evicted = true;
      if (units(main) > this.capacity - smallLimit || small.length === 0) this.#evictMain(main);
      else this.#evictSmall(small, main);
    }
    (known || (!this.#evicted && units(small) >= smallLimit) ? main : small).unshift({ id, size, count: 0 });
    return false;
  }
  #evictSmall(small: Entry[], main: Entry[]): void {
    for (let oldest = small.pop(); oldest; oldest = small.pop()) {
      if (oldest.count < 2) return haunt(this.ghosts[0]!, oldest, Math.floor(this.capacity * 0.9));
      main.unshift({ ...oldest, count: 0 });
    }
  }
  #evictMain(main: Entry[]): void {
    for (let oldest = main.pop()!; oldest.count > 0; oldest = main.pop()!) {
      main.unshift({ ...oldest, count: Math.min(oldest.count, 3) - 1 });
    }
  }
}

class ArcTwin extends ListTwin {
  #p = 0;
  constructor(capacity: number) {
    super(capacity, [[], []], [[], []]);
  }
  request(id: number, size: number): boolean {
    const [t1, t2, b1, b2] = [this.lists[0]!, this.lists[1]!, this.ghosts[0]!, this.ghosts[1]!];
    const hit = take(t1, id) ?? take(t2, id);
    if (hit) {
      t2.unshift(hit);
      return true;
    }
    if (size > this.capacity) return false;
    const ghost = b1.some((one) => one.id === id) ? b1 : b2.some((one) => one.id === id) ? b2 : null;
    if (ghost === b1) this.#p = Math.min(this.#p + Math.max(units(b2) / units(b1), 1), this.capacity);
    if (ghost === b2) this.#p = Math.max(this.#p - Math.max(units(b1) / units(b2), 1), 0);
    if (ghost) take(ghost, id);
    while (this.full(size)) {
      if (ghost) this.#replace(ghost === b2);
      else if (units(t1) + units(b1) + size > this.capacity && b1.length === 0) t1.pop();
      else {
        if (units(t1) + units(b1) + size > this.capacity) b1.pop();
        else if (units(t1) + units(t2) + units(b1) + units(b2) >= 2 * this.capacity) b2.pop();
        this.#replace(false);
      }
    }
    (ghost ? t2 : t1).unshift({ id, size, count: 0 });
    return false;
  }
  #replace(inB2: boolean): void {
    const [t1, t2] = [this.lists[0]!, this.lists[1]!];
    const first = units(t1);
    const fromFirst = first > 0 && (first > this.#p || (first === this.#p && inB2) || t2.length === 0);
    this.ghosts[fromFirst ? 0 : 1]!.unshift((fromFirst ? t1 : t2).pop()!);
  }
}

/** How many ids the policies that are compared with twins are told to make room for. */
export const TWIN_IDS = 4;

/** A twin for each policy; those that foresee are compared in replays. */
export const twins: Readonly<Record<string, (capacity: number) => Twin>> = {
  fifo: (capacity) => new QueueTwin(capacity, () => {}, (list) => list.pop()),
  lru: (capacity) => new QueueTwin(capacity, toFront, (list) => list.pop()),
  "clock:bits=1": (capacity) => clockTwin(capacity, 1),
  "clock:bits=2": (capacity) => clockTwin(capacity, 3),
  lfu: (capacity) => new RankTwin(capacity, (entry) => entry.count, false),
  gdsf: (capacity) => new RankTwin(capacity, (entry, age) => age + entry.count * 1e6 / entry.size, true),
  sieve: (capacity) => new SieveTwin(capacity),
  slru: (capacity) => new SlruTwin(capacity, 4),
  "slru:segments=2": (capacity) => new SlruTwin(capacity, 2),
  twoq: (capacity) => new TwoQTwin(capacity),
  s3fifo: (capacity) => new S3FifoTwin(capacity),
  arc: (capacity) => new ArcTwin(capacity),
  lirs: (capacity) => new LirsTwin(capacity),
  "lirs:queue=0.3": (capacity) => new LirsTwin(capacity, { queue: 0.3 }),
  "lirs:queue=0.4:stack=1": (capacity) => new LirsTwin(capacity, { queue: 0.4, stack: 1 }),
  "lirs:queue=0.3:cooling=true": (capacity) => new LirsTwin(capacity, { queue: 0.3, cooling: true }),
  "lirs:cooling=true": (capacity) => new LirsTwin(capacity, { cooling: true }),
  wtinylfu: (capacity) => new WTinyLfuTwin(capacity, TWIN_IDS),
  random: (capacity) => new RandomTwin(capacity),
  hyperbolic: (capacity) => new HyperbolicTwin(capacity),
  lecar: (capacity) => new LeCaRTwin(capacity),
  "ttl:ttl=20ms": (capacity) => new TtlTwin(capacity, 20),
  infinite: () => new InfiniteTwin(),
};
