/** Where packages may be imported that tie a file to the outside world, to drawing or to the terminal. */
const CONFINED: readonly { packages: readonly string[]; places: readonly string[] }[] = [
  {
    packages: [
      "ioredis",
      "postgres",
      "sharp",
      "node:sqlite",
      "node:net",
      "node:fs",
      "node:child_process",
      "node:worker_threads",
      "node:zlib",
    ],
    places: ["src/adapters/live/", "src/cli/", "main.ts"],
  },
  { packages: ["vega", "vega-lite"], places: ["src/report/"] },
  { packages: ["commander", "cli-progress"], places: ["src/cli/"] },
];

/**
 * Says where a package belongs when a file of the product may not import it; undefined when it may.
 *
 * @param from Path of the importing file, from the project's root. Files outside src/ and main.ts may import anything.
 * @param specifier As written: "ioredis", "npm:ioredis@6", "node:fs/promises".
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { whyConfined } from "./packages.ts";
 *
 * assertEquals(whyConfined("src/cache/store.ts", "node:fs/promises"), "src/adapters/live/, src/cli/, main.ts");
 * assertEquals(whyConfined("src/adapters/live/redis.ts", "ioredis"), undefined);
 * ```
 */
export function whyConfined(from: string, specifier: string): string | undefined {
  if (!from.startsWith("src/") && from !== "main.ts") return undefined;
  const name = packageOf(specifier);
  const rule = CONFINED.find(({ packages }) => packages.includes(name));
  if (!rule || rule.places.some((place) => from.startsWith(place))) return undefined;
  return rule.places.join(", ");
}

/** The package of a specifier, without registry, version and path. */
function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.replace(/^(npm|jsr):\/?/, "").split("/");
  const name = first.startsWith("@") ? `${first}/${second}` : first;
  return name.replace(/(?<=.)@.*$/, "");
}
