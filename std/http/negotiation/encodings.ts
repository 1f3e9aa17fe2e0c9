import { inOrder, type Preference, qualityOf, rank } from "./preference.ts";

interface Encoding extends Preference {
  name: string;
}

/** The codings of an `Accept-Encoding` header in order of preference, or the acceptable ones of the offers, best first. */
export function preferredEncodings(accept: string, offers?: string[]): string[] {
  const entries = accept.split(",");
  const preferences = entries.flatMap((text, position) => parse(text, position) ?? []);
  // Unless it is refused, identity is acceptable, though never more than what the client asked for by name.
  if (!preferences.some((preference) => fit("identity", preference) !== undefined)) {
    const q = Math.min(1, ...preferences.map((preference) => preference.q || 1));
    preferences.push({ name: "identity", q, position: entries.length - 1 });
  }
  if (offers) return rank(offers, preferences, fit);
  return inOrder(preferences).map(({ name }) => name);
}

function parse(text: string, position: number): Encoding | undefined {
  const [, name, parameters] = /^\s*([^\s;]+)\s*(?:;(.*))?$/.exec(text.trim()) ?? [];
  return name ? { name, q: qualityOf(parameters), position } : undefined;
}

function fit(offer: string, { name }: Encoding): number | undefined {
  if (name.toLowerCase() === offer.toLowerCase()) return 1;
  return name === "*" ? 0 : undefined;
}
