import type { Operation } from "../flow/operation.ts";

/** Header fields, their names in lower case; one value a name, lists joined by commas. */
export type HeaderFields = Readonly<Record<string, string>>;

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "DELETE";

/** A request as the tiers see it, in both worlds. */
export interface WebRequest {
  readonly method: Method;
  /** Path with query: "/products/12?sort=price". */
  readonly path: string;
  readonly headers: HeaderFields;
  /** Decoded JSON of a mutation; undefined for none. */
  readonly body?: unknown;
}

/**
 * What a reply carries. Components handle it as a whole; only the adapters look into `content`: bytes in the live world, the
 * number that identifies the content in a simulation.
 */
export interface Body {
  readonly sizeBytes: number;
  readonly content: Uint8Array<ArrayBuffer> | number;
}

/** Who answered: a tier's name. Becomes the Cache-Status field (RFC 9211) of a live reply. */
export type ServedBy = string;

export interface WebReply {
  readonly status: number;
  readonly headers: HeaderFields;
  /** Undefined for none (204, 304). */
  readonly body: Body | undefined;
  readonly servedBy: ServedBy;
}

/** Answers a request. */
export type Fetch = (request: WebRequest) => Operation<WebReply>;

/** A part of the request's way: wraps what comes after it. */
export type Tier = (next: Fetch) => Fetch;
