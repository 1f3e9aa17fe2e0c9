import { all } from "../flow/all.ts";
import { background } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { Task } from "../flow/task.ts";
import type { FactoryContext, Served } from "./entry.ts";
import { UNAVAILABLE } from "./guarded_level.ts";
import type { Call, Levels } from "./levels.ts";
import type { Origin } from "./origin.ts";

/** Makes the values of many keys at once, in their order. */
export type BatchFactory<Value> = (keys: readonly string[], context: FactoryContext) => Operation<readonly Value[]>;

/**
 * The misses of one `getMany`: each is a flight of its own, which others may join; together they are one read of the second level
 * and one run of the factory.
 */
export class BatchLoad<Value> {
  readonly #levels: Levels;
  readonly #origin: Origin;
  readonly #factory: BatchFactory<Value> | undefined;
  readonly #calls: Call[] = [];
  #task: Task<ReadonlyMap<string, Served<Value>>> | undefined;

  constructor(options: { levels: Levels; origin: Origin; factory: BatchFactory<Value> | undefined }) {
    this.#levels = options.levels;
    this.#origin = options.origin;
    this.#factory = options.factory;
  }

  /** One key's part: joins the batch, which begins when all flights of this turn have joined. */
  *load(call: Call): Flow<Served<Value> | undefined> {
    this.#calls.push(call);
    if (this.#task === undefined) {
      this.#task = yield* background(this.#run(), "a batch of misses");
      this.#task.onEnd = () => {};
    }
    return (yield* this.#task).get(call.key);
  }

  *#run(): Flow<ReadonlyMap<string, Served<Value>>> {
    const served = new Map<string, Served<Value>>();
    const left = this.#levels.shared === undefined ? this.#calls : yield* this.#read(served);
    if (left.length > 0 && this.#factory !== undefined) yield* this.#make(left, this.#factory, served);
    return served;
  }

  *#read(served: Map<string, Served<Value>>): Flow<Call[]> {
    const asked = this.#calls.filter(({ key }) => this.#levels.isReadable(key));
    const left = this.#calls.filter(({ key }) => !this.#levels.isReadable(key));
    if (asked.length === 0) return left;
    const found = yield* this.#levels.shared!.getMany(asked.map(({ key }) => key));
    asked.forEach((call, index) => {
      const entry = this.#levels.opened(found === UNAVAILABLE ? UNAVAILABLE : found[index], call);
      if (entry === undefined) left.push(call);
      else served.set(call.key, entry as Served<unknown> as Served<Value>);
    });
    return left;
  }

  /** One run of the factory; each value is then stored as if it had been made alone, under the same decisions. */
  *#make(calls: readonly Call[], factory: BatchFactory<Value>, served: Map<string, Served<Value>>): Flow<void> {
    let values: Task<readonly Value[]> | undefined;
    const keys = calls.map(({ key }) => key);
    const one = (call: Call, index: number) => this.#origin.run<Value>((context) => pick(index, context), call);
    const pick = function* (index: number, context: FactoryContext): Flow<Value> {
      if (values === undefined) {
        shared = context;
        values = yield* background(factory(keys, context), "a batch's factory");
        values.onEnd = () => {};
      }
      const made = yield* values;
      const { ttlMs, isCacheable, tags } = shared!;
      Object.assign(context, { ttlMs, isCacheable, tags });
      return made[index]!;
    };
    let shared: FactoryContext | undefined;
    const made = yield* all(calls.map(one));
    calls.forEach(({ key }, index) => served.set(key, made[index]!));
  }
}
