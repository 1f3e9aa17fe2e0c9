import type { SqlValue } from "../ports/sql_database.ts";

/** Keys remembered for a statement; beyond it they are made anew. */
const MOST_REMEMBERED = 20_000;

/**
 * Names a statement with its parameters for the query cache. A key that was made is kept: the runtime then hashes its text once
 * and not at every look-up, and the usual statement with one parameter costs one look-up and no text at all.
 */
export class QueryKeys {
  readonly #textId: string;
  readonly #ofOne = new Map<SqlValue, string>();
  #ofNone: string | undefined = undefined;

  /** @param textId Names the very text. */
  constructor(textId: string) {
    this.#textId = textId;
  }

  /** @returns undefined when a parameter is of a kind that has no key. */
  of(params: readonly SqlValue[]): string | undefined {
    if (params.length === 0) return this.#ofNone ??= `${this.#textId}:[]`;
    const first = params[0]!;
    if (params.length > 1 || typeof first === "object") return this.#make(params);
    let key = this.#ofOne.get(first);
    if (key === undefined) {
      key = this.#make(params);
      if (key === undefined) return undefined;
      if (this.#ofOne.size >= MOST_REMEMBERED) this.#ofOne.clear();
      this.#ofOne.set(first, key);
    }
    return key;
  }

  #make(params: readonly SqlValue[]): string | undefined {
    let text = "";
    for (const param of params) {
      const part = written(param);
      if (part === undefined) return undefined;
      text += text === "" ? part : `,${part}`;
    }
    return `${this.#textId}:[${text}]`;
  }
}

/** Programs without our types hand over more than the types allow; JSON would write NaN and null alike. */
function written(param: unknown): string | undefined {
  switch (typeof param) {
    case "string":
      return JSON.stringify(param);
    case "number":
    case "boolean":
      return String(param);
    case "bigint":
      return `${param}n`;
    default:
      if (param === null) return "null";
      return param instanceof Date ? `@${param.getTime()}` : undefined;
  }
}
