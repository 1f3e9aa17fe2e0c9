import { rethrowHalt } from "./halt.ts";
import { sleep } from "./instructions.ts";
import type { Flow, Operation } from "./operation.ts";

/** How often and how patiently. */
export interface RetryOptions {
  /** Attempts in all, at least 1. */
  readonly attempts: number;
  /** The pause after the first failure, in ms. */
  readonly delayMs: number;
  /** What each further pause is multiplied by. @default 2 */
  readonly factor?: number;
  /** A number in [0, 1) that shortens each pause by up to half, so that callers do not come back together. @default () => 0 */
  readonly jitter?: () => number;
  /** Whether an error is worth another attempt. @default every one */
  readonly isRetryable?: (error: unknown) => boolean;
}

/**
 * Runs an operation again while it fails.
 *
 * @param make Makes the operation anew for each attempt, counted from 1.
 * @throws The last attempt's error.
 */
export function* retry<T>(options: RetryOptions, make: (attempt: number) => Operation<T>): Flow<T> {
  if (!(options.attempts >= 1)) {
    throw new RangeError(`Cannot retry: attempts must be at least 1: received ${options.attempts}`);
  }
  let pauseMs = options.delayMs;
  for (let attempt = 1;; attempt++) {
    try {
      return yield* make(attempt);
    } catch (error) {
      rethrowHalt(error);
      if (attempt >= options.attempts || options.isRetryable?.(error) === false) throw error;
      yield* sleep(pauseMs * (1 - (options.jitter?.() ?? 0) / 2));
      pauseMs *= options.factor ?? 2;
    }
  }
}
