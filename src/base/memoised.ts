/**
 * Remembers what a pure function made of a text, so that header values are parsed once and not once a request.
 *
 * Memory is bounded: when `limit` texts are known everything is forgotten and it begins again.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { memoised } from "./memoised.ts";
 * let runs = 0;
 * const length = memoised(100, (text) => {
 *   runs++;
 *   return text.length;
 * });
 * assertEquals([length("four"), length("four"), runs], [4, 4, 1]);
 * ```
 */
export function memoised<T>(limit: number, compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as T;
    if (known.size >= limit) known.clear();
    const value = compute(text);
    known.set(text, value);
    return value;
  };
}
