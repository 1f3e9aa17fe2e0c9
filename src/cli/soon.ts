/** A load begins this long after all that send it are ready. */
const HEAD_START_MS = 50;

/** When a load begins that waits for nobody else, on the clock of `performance.now()`. */
export function soon(): Promise<number> {
  return Promise.resolve(performance.now() + HEAD_START_MS);
}
