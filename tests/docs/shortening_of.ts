import { SHORTENED, type Shortening } from "./shortened.ts";

/** The first of the table that a command line begins with, word by word. */
export function shorteningOf(args: readonly string[]): Shortening | undefined {
  return SHORTENED.find(({ start }) => start === "" ? args.length === 0 : `${args.join(" ")} `.startsWith(`${start} `));
}
