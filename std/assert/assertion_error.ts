/**
 * What every failed assertion throws.
 *
 * @example
 * ```ts
 * import { assertEquals, AssertionError } from "@std/assert";
 *
 * assertEquals(new AssertionError("two is not three").name, "AssertionError");
 * ```
 */
export class AssertionError extends Error {
  /** @param message What was expected and what came instead. */
  constructor(message: string) {
    super(message);
    this.name = "AssertionError";
  }
}
