import { inOrder, type Preference, qualityOf, rank } from "./preference.ts";

interface Language extends Preference {
  /** The primary subtag: `en` of `en-GB`. */
  primary: string;
  full: string;
}

/** The languages of an `Accept-Language` header in order of preference, or the acceptable ones of the offers, best first. */
export function preferredLanguages(accept: string, offers?: string[]): string[] {
  const preferences = accept.split(",").flatMap((text, position) => parse(text, position) ?? []);
  if (offers) return rank(offers, preferences, fit);
  return inOrder(preferences).map(({ full }) => full);
}

function parse(text: string, position: number): Language | undefined {
  const match = /^\s*([^\s\-;]+)(?:-([^\s;]+))?\s*(?:;(.*))?$/.exec(text.trim());
  const [, primary, rest, parameters] = match ?? [];
  if (!primary) return undefined;
  return { primary, full: rest === undefined ? primary : `${primary}-${rest}`, q: qualityOf(parameters), position };
}

/** The same language in full is best, then the same primary subtag, then the wildcard. */
function fit(offer: string, preference: Language): number | undefined {
  const offered = parse(offer, 0);
  if (!offered) return undefined;
  if (preference.full.toLowerCase() === offered.full.toLowerCase()) return 4;
  if (preference.primary.toLowerCase() === offered.primary.toLowerCase()) return 2;
  return preference.full === "*" ? 0 : undefined;
}
