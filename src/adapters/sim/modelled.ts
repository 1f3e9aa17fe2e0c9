/** A model's number with where it comes from. */
export interface Modelled<Value> {
  readonly value: Value;
  readonly source: string;
  readonly kind: "measured" | "documented" | "assumed";
}
