import type { DatabaseOptimizer } from "../database/optimizer.ts";
import type { Flow } from "../flow/operation.ts";
import type { Fetch } from "../ports/http.ts";

/** One running application, whichever it is. */
export interface ApplicationInstance {
  readonly fetch: Fetch;
  /** What it asks its databases with: one for each that it has. */
  readonly optimizers: readonly DatabaseOptimizer[];
  /** Learns what happened before it started. */
  start(): Flow<void>;
  /** Starts anew: what it held in memory is gone. */
  restart(): void;
  /** Share of the instance's memory that its caches' values take. */
  readonly memoryRatio: number;
  audit(): void;
  close(): void;
}
