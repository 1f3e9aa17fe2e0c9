/** What became of a figure. A condition stands in `why`, and so does what is missing for a check. */
export type Verdict = "holds" | "holds under a stated condition" | "does not hold" | "not checked here yet";

/** The outcome of one check. */
export interface Finding {
  /** In the simulated world; null where it was not looked at. */
  readonly simulated: string | null;
  /** On real components; null where it was not looked at. */
  readonly live: string | null;
  readonly verdict: Verdict;
  /** Never empty. */
  readonly why: string;
}

/** Nothing was checked, for this reason. */
export function notYet(why: string): Finding {
  return { simulated: null, live: null, verdict: "not checked here yet", why };
}
