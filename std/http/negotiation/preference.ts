/** One entry of an `Accept…` header: what it names, how much it is wanted (0 to 1) and where it stands. */
export interface Preference {
  q: number;
  position: number;
}

/** How well an offer fits a preference: higher is more specific; undefined when it does not fit. */
export type Fit<P extends Preference> = (offer: string, preference: P) => number | undefined;

/** What an offer is worth: through the most specific preference that it fits. */
interface Worth {
  q: number;
  specificity: number;
  position: number;
}

/** The preferences in the client's order: by q, then as listed. What has q=0 is refused, so it is left out. */
export function inOrder<P extends Preference>(preferences: P[]): P[] {
  return preferences.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q || a.position - b.position);
}

/**
 * The acceptable ones of the server's offers, best first: by q, then the more specific match, then the client's order,
 * then the server's (the sort is stable).
 */
export function rank<P extends Preference>(offers: string[], preferences: P[], fit: Fit<P>): string[] {
  return offers
    .map((offer) => ({ offer, worth: worthOf(offer, preferences, fit) }))
    .filter(({ worth }) => worth.q > 0)
    .sort(({ worth: a }, { worth: b }) => b.q - a.q || b.specificity - a.specificity || a.position - b.position)
    .map(({ offer }) => offer);
}

function worthOf<P extends Preference>(offer: string, preferences: P[], fit: Fit<P>): Worth {
  let best: Worth = { q: 0, specificity: 0, position: -1 };
  for (const preference of preferences) {
    const specificity = fit(offer, preference);
    if (specificity === undefined) continue;
    const worth = { q: preference.q, specificity, position: preference.position };
    // Of two equally good matches the later one counts, as in the npm package negotiator.
    const gain = worth.specificity - best.specificity || worth.q - best.q || worth.position - best.position;
    if (gain > 0) best = worth;
  }
  return best;
}

/** The q of a parameter list like `level=1;q=0.5`; 1 when there is none. */
export function qualityOf(parameters: string | undefined): number {
  for (const parameter of (parameters ?? "").split(";")) {
    const [key, value] = parameter.trim().split("=");
    if (key === "q" && value) return Number.parseFloat(value);
  }
  return 1;
}
