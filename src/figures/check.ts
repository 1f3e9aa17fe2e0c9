import type { Evidence } from "./evidence.ts";
import type { Figure } from "./figure.ts";
import type { Finding } from "./finding.ts";

/** Judges one figure by the evidence. Pure: the same evidence gives the same finding. */
export type Check = (figure: Figure, evidence: Evidence) => Finding;

/** Checks by the figure's id. A line here is the check's registration. */
export type Checks = Readonly<Record<string, Check>>;
