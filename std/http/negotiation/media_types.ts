import { inOrder, type Preference, rank } from "./preference.ts";

interface MediaType extends Preference {
  type: string;
  subtype: string;
  /** What stands before `q`, keys and values in lower case. */
  parameters: Map<string, string>;
}

/** The media types of an `Accept` header in order of preference, or the acceptable ones of the offers, best first. */
export function preferredMediaTypes(accept: string, offers?: string[]): string[] {
  const preferences = accept.split(",").flatMap((text, position) => parse(text, position) ?? []);
  if (offers) return rank(offers, preferences, fit);
  return inOrder(preferences).map(({ type, subtype }) => `${type}/${subtype}`);
}

function parse(text: string, position: number): MediaType | undefined {
  const match = /^\s*([^\s/;]+)\/([^;\s]+)\s*(?:;(.*))?$/.exec(text.trim());
  const [, type, subtype, list] = match ?? [];
  if (!type || !subtype) return undefined;
  let q = 1;
  const parameters = new Map<string, string>();
  for (const parameter of list?.split(";") ?? []) {
    const [name = "", written = ""] = parameter.trim().split("=");
    const key = name.toLowerCase();
    const value = /^".*"$/.test(written) ? written.slice(1, -1) : written;
    if (key === "q" && value) {
      q = Number.parseFloat(value);
      break;
    }
    parameters.set(key, value.toLowerCase());
  }
  return { type, subtype, parameters, q, position };
}

/** Four for the type, two for the subtype, one for the parameters; a wildcard fits but earns nothing. */
function fit(offer: string, preference: MediaType): number | undefined {
  const offered = parse(offer, 0);
  if (!offered) return undefined;
  const type = fitName(offered.type, preference.type, 4);
  const subtype = fitName(offered.subtype, preference.subtype, 2);
  if (type === undefined || subtype === undefined) return undefined;
  for (const [key, value] of preference.parameters) {
    if ((offered.parameters.get(key) ?? "") !== value) return undefined;
  }
  return type + subtype + (preference.parameters.size > 0 ? 1 : 0);
}

function fitName(offered: string, wanted: string, gain: number): number | undefined {
  if (offered.toLowerCase() === wanted.toLowerCase()) return gain;
  return wanted === "*" ? 0 : undefined;
}
