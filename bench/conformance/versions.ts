import type { Library } from "./library.ts";

/** The locked version of each library, by its name. */
export async function versionsOf(libraries: readonly Library[]): Promise<Map<string, string>> {
  const read = async (name: string) => JSON.parse(await Deno.readTextFile(new URL(`../../${name}`, import.meta.url)));
  const [own, lock] = await Promise.all([read("deno.json"), read("deno.lock")]);
  const locked = Object.entries<string>(lock.specifiers);
  return new Map(libraries.map(({ name, packageName }) => {
    if (packageName === undefined) return [name, own.version];
    const [, version = "?"] = locked.find(([specifier]) => specifier.startsWith(`npm:${packageName}@`)) ?? [];
    // "1.6.1_ioredis@6.0.0" names what it was resolved with, too.
    return [name, version.replace("_", " with ").replaceAll("@", " ")];
  }));
}
