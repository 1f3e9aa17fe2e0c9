import type { Operation } from "../flow/operation.ts";
import type { Body } from "./http.ts";

/** The content codings that tierlab can make (RFC 9110, 8.4.1; RFC 7932 for br). */
export type Coding = "br" | "gzip";

/**
 * Work on content: real rendering, codecs and hashes in the live world, calibrated models of their time and outcome in a
 * simulation.
 */
export interface ContentPort {
  /**
   * Makes a body from data.
   *
   * @param template Names how: "product-page", "product-json", …
   * @param data Rows as the database gave them.
   * @param sizeBytes What the data weighs.
   */
  render(template: string, data: unknown, sizeBytes: number): Operation<Body>;
  /** @param level 0..11 for br, 1..9 for gzip */
  compress(body: Body, coding: Coding, level: number): Operation<Body>;
  /** An opaque entity tag with its quotes, strong: equal only for equal bytes (RFC 9110, 8.8.3). */
  entityTag(body: Body): Operation<string>;
}
