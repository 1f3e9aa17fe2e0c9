import { Failure } from "../base/errors.ts";
import { suggestion } from "../base/registry.ts";

/** Which field of a delimited line is what, from 0; -1 where there is none. */
export interface CsvColumns {
  readonly key: number;
  /** Seconds, fractions allowed. */
  readonly time: number;
  readonly timeMs: number;
  readonly size: number;
  /** Seconds. */
  readonly ttl: number;
  readonly status: number;
  /** What was done: reads are requests, writes invalidate. */
  readonly op: number;
}

/** Names that first lines use for what we know. */
const KNOWN: Readonly<Record<keyof CsvColumns, RegExp>> = {
  key: /^(key|id|obj_?id|object(_?id)?|block|url|uri|path|cache_?key)$/i,
  time: /^(time|ts|timestamp|time_?s|seconds|clock_?time)$/i,
  timeMs: /^(time_?ms|ts_?ms|ms|milliseconds)$/i,
  size: /^(size|bytes|obj_?size|object_?size|length|size_?bytes)$/i,
  ttl: /^(ttl|ttl_?s|expiry)$/i,
  status: /^(status|code|http_?status)$/i,
  op: /^(op|operation|command|cmd|method|verb)$/i,
};
const ROLES = Object.keys(KNOWN) as (keyof CsvColumns)[];

/**
 * Columns from a map such as `time=1,key=url,size=3` (numbers from 1, or names of the first line), or from the first line's names.
 *
 * @param names The fields of the first line.
 * @throws Failure `bad-columns`
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csvColumns } from "./csv_columns.ts";
 * assertEquals(csvColumns("key=url,size=2", ["url", "b"]).columns.size, 1);
 * assertEquals(csvColumns(undefined, ["ts", "key"]).hasNames, true);
 * ```
 */
export function csvColumns(map: string | undefined, names: string[]): { columns: CsvColumns; hasNames: boolean } {
  const columns: Record<keyof CsvColumns, number> = {
    key: -1,
    time: -1,
    timeMs: -1,
    size: -1,
    ttl: -1,
    status: -1,
    op: -1,
  };
  let hasNames = false;
  if (map === undefined) {
    for (const role of ROLES) columns[role] = names.findIndex((name) => KNOWN[role].test(name.trim()));
    hasNames = columns.key >= 0;
  } else {
    for (const part of map.split(",")) {
      const [role = "", where = ""] = part.split("=").map((text) => text.trim());
      if (!Object.hasOwn(columns, role)) {
        throw new Failure("bad-columns", `Cannot map columns: ${suggestion("column", ROLES, role)}: received ${role}`);
      }
      const numbered = /^[1-9]\d*$/.test(where);
      columns[role as keyof CsvColumns] = numbered ? Number(where) - 1 : names.indexOf(where);
      hasNames ||= !numbered;
      if (columns[role as keyof CsvColumns] < 0) {
        throw new Failure(
          "bad-columns",
          `Cannot map the column ${role}: it must be a number from 1 or one of ${names.join(", ")}: received ${where}`,
        );
      }
    }
  }
  if (columns.key >= 0) return { columns, hasNames };
  throw new Failure(
    "bad-columns",
    `Cannot tell which column is the key: say it as in --columns time=1,key=2,size=3: received ${names.join(", ")}`,
  );
}
