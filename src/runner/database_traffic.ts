import type { WriteSession } from "../database/optimizer.ts";
import { ShardDirectory } from "../database/shard_directory.ts";
import type { ShardedDatabase } from "../database/sharded_database.ts";
import { chain, later } from "../flow/chain.ts";
import type { Clock } from "../flow/clock.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { ORDER_SQL, ORDERS_A_PAGE } from "../market/order_sql.ts";
import type { Probe } from "../ports/probe.ts";
import { type Action, ACTIONS, type Schedule } from "../workload/schedule.ts";
import { type FailoverBooks, orderOf } from "./failover_books.ts";
import { OpenLoop } from "./open_loop.ts";

export interface DatabaseTrafficOptions {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly database: ShardedDatabase;
  readonly shards: number;
  readonly probe: Probe;
  readonly books: FailoverBooks;
  /** Told from time to time how many statements were sent. */
  readonly onProgress?: ((sent: number) => void) | undefined;
}

const BY_NUMBER = { orderBy: [{ column: "id", isDescending: true }], limit: ORDERS_A_PAGE };

/**
 * Sends a schedule's statements to a sharded database at their intended times, open loop, and keeps the books of what was answered.
 * Each user has one session for life: reads see what the user wrote. The same code drives both worlds.
 */
export class DatabaseTraffic {
  readonly #options: DatabaseTrafficOptions;
  readonly #directory: ShardDirectory;
  readonly #sessions = new Map<number, WriteSession>();
  readonly #loop: OpenLoop;

  constructor(options: DatabaseTrafficOptions) {
    this.#options = options;
    const { schedule, clock, shards, onProgress } = options;
    this.#directory = ShardDirectory.even(shards);
    const one = (index: number, intendedMs: number) => this.#one(index, intendedMs);
    this.#loop = new OpenLoop({ schedule, clock, one, what: "a statement", onProgress });
  }

  /** Sends nothing more; what is under way is waited for. */
  stop(): void {
    this.#loop.stop();
  }

  /** Over when every answer has come. @returns how many statements were sent. */
  send(): Flow<number> {
    return this.#loop.run();
  }

  #one(index: number, intendedMs: number): Operation<void> {
    const { schedule, clock } = this.#options;
    const action = ACTIONS[schedule.action[index]!]!;
    const answered = (sizeBytes: number) => this.#answered(action, { status: 200, intendedMs, sizeBytes });
    const failed = () => this.#answered(action, { status: 503, intendedMs, sizeBytes: 0 });
    const asked = action === "place-order"
      ? this.#place(index, () => clock.nowMs() - intendedMs)
      : action === "read-orders"
      ? this.#read(schedule.client[index]!)
      : this.#list();
    return chain(asked, (sizeBytes) => sizeBytes === undefined ? failed() : answered(sizeBytes));
  }

  /** @returns what the answer weighs; undefined when there was none. */
  #read(userId: number): Operation<number | undefined> {
    const { database, books } = this.#options;
    const expected = books.newestOf(userId);
    const session = this.#sessionOf(userId);
    return chain(
      later(() => database.executeWithStats(ORDER_SQL.read, [userId], { userId, session })),
      ({ rows, stats }) => {
        books.read(expected !== undefined && !(Number(rows[0]?.["id"]) >= expected));
        return immediate<number | undefined>(stats.sizeBytes);
      },
      (error) => {
        books.readFailed(error);
        return FAILED;
      },
    );
  }

  #list(): Operation<number | undefined> {
    const { database, books } = this.#options;
    return chain(
      later(() => database.fanOut(ORDER_SQL.list, [], BY_NUMBER)),
      ({ parts }) => {
        books.read(false);
        return immediate<number | undefined>(parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
      },
      (error) => {
        books.readFailed(error);
        return FAILED;
      },
    );
  }

  #place(index: number, tookMs: () => number): Operation<number | undefined> {
    const { database, books, clock, schedule } = this.#options;
    const [userId, product] = [schedule.client[index]!, schedule.item[index]!];
    const order = orderOf(index);
    const shard = this.#directory.shardOf(userId);
    const quantity = 1 + index % 3;
    const params = [order, userId, product, quantity, quantity * (100 + index % 50_000)];
    return chain(
      later(() => database.executeWithStats(ORDER_SQL.place, params, { userId, session: this.#sessionOf(userId) })),
      () => {
        books.wrote(order, { userId, shard, nowMs: clock.nowMs(), tookMs: tookMs() });
        return immediate<number | undefined>(0);
      },
      (error) => {
        books.writeFailed(order, shard, error);
        return FAILED;
      },
    );
  }

  #answered(action: Action, reply: { status: number; intendedMs: number; sizeBytes: number }): Operation<void> {
    const { clock, probe } = this.#options;
    const { status, intendedMs, sizeBytes } = reply;
    const latencyMs = Math.max(0, clock.nowMs() - intendedMs);
    const route = action.replace("-", " ");
    probe.emit({ kind: "reply", at: "front", route, status, latencyMs, sizeBytes, servedBy: "database" });
    this.#loop.answered();
    return ANSWERED;
  }

  #sessionOf(userId: number): WriteSession {
    let session = this.#sessions.get(userId);
    if (session === undefined) this.#sessions.set(userId, session = {});
    return session;
  }
}

const ANSWERED = immediate<void>(undefined);
const FAILED = immediate<number | undefined>(undefined);
