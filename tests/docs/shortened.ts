/** How the command lines that begin so are run by the test. */
export interface Shortening {
  /** What the line begins with, without `deno task tierlab`; "" for the line without arguments. */
  readonly start: string;
  /** Added at its end: a test has less time than a reader. */
  readonly with?: string;
  /** Exit statuses that are fine. @default [0] */
  readonly status?: readonly number[];
  /** Results that the page takes for granted: each that is not there yet is the one of `A_RUN`. */
  readonly results?: readonly string[];
  /** Files that a reader would have moved: where each is, in the page's folder. */
  readonly moved?: Readonly<Record<string, string>>;
  /** Set when it is not run: its options and names are read by the real command line only. The reason. */
  readonly parsedOnly?: string;
}

const QUICK = "--duration 5s --repeats 1";
/** Makes a result to look at: the traffic of docs/reading-a-report.md. */
export const A_RUN = `compare a-staging --scenario steady ${QUICK} --rate 50`;

/** Every command line that is not run as it stands. The first that fits counts. */
export const SHORTENED: readonly Shortening[] = [
  { start: "", with: QUICK },
  {
    start: "compare ./tuned.ts",
    with: QUICK,
    moved: { "./tuned.ts": "reports/tune-a-staging-web-shop/tuned.ts" },
  },
  // Six repeats are what makes the verdicts, but nobody reads them here.
  { start: "compare", with: `${QUICK} --rate 50` },
  { start: "replay access.log.gz --policy lru,sieve,arc", with: "--limit 500" },
  { start: "live --target", with: "--duration 1s" },
  { start: "live a-staging --rate 50", with: "--duration 4s" },
  { start: "live a-staging --scenario steady --rate 60 --repeats 5", with: "--duration 1s --repeats 1" },
  { start: "live a-development", with: "--duration 2s" },
  { start: "serve a-development", with: "--port 0 --products 100" },
  { start: "calibrate a-development", with: "--samples 20" },
  {
    start: "gate",
    status: [0, 3],
    results: ["reports/mine/result.json", "old.json", "main/result.json", "before/result.json", "after/result.json"],
  },
  { start: "report", results: ["result.json", "reports/compare-web-shop/result.json"] },
  // So short and so few runs may break budgets.
  { start: "tune", with: "--settings 3 --seeds 2 --duration 3s", status: [0, 3] },
  { start: "live a-staging --rate 100", parsedOnly: "its fault strikes after 8 s; live-runs.md has a quicker one" },
  {
    start: "figures",
    parsedOnly: "runs dozens of simulations for minutes; tests/cli/figures_test.ts runs them shortened",
  },
  { start: "verify", parsedOnly: "calibrates first, half a minute; tests/live/verify_test.ts runs it" },
  { start: "calibrate a-staging", parsedOnly: "starts a Redis and a PostgreSQL for minutes of samples" },
  {
    start: "live b-marketplace",
    parsedOnly:
      "starts eight PostgreSQL servers; tests/live/shard_failover_scenario_test.ts and marketplace_run_test.ts run it",
  },
];
