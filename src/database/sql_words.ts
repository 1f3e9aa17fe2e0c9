import { memoised } from "../base/memoised.ts";

/** Words that a statement which writes must have. A locking read's "for update" is none of them. */
const WRITING = /\b(?:insert|delete|merge|truncate|alter|drop|create|copy|replace|into|call|(?<!for\s+)update)\b/i;
/** A table's name where statements name what they write. */
const NAMED =
  /\b(?:into|update|from|join|table|truncate|copy|only|using)\s+((?:(?:"[^"]+"|\w+)\s*\.\s*)?(?:"[^"]+"|\w+))/gi;
/** Strings, dollar-quoted ones too, quoted names, comments, parameters, numbers, white space. */
const TOKENS =
  /('(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\2\$)|("(?:[^"]|"")*"|`[^`]*`|\[[A-Za-z_][^\]]*\])|(--[^\n]*|\/\*[\s\S]*?\*\/)|(\$\d+|\?\d*|(?<![:\w]):[A-Za-z_]\w*|@\w+)|((?<![\w.])\d+(?:\.\d*)?(?:e[+-]?\d+)?\b)|(\s+)/gi;
const SESSION =
  /^\s*(?:begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction|set|reset|discard|listen|unlisten|attach|detach|pragma)\b/i;

/** What a statement that cannot be parsed may write, by its words: one tag too many costs a miss, one too few a stale answer. */
export function tablesByWords(sql: string): string[] {
  const text = withoutStringsAndComments(sql);
  if (!WRITING.test(text)) return [];
  const names = [...text.matchAll(NAMED)].map((match) => match[1]!.split(".").at(-1)!.trim().replaceAll('"', ""));
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
}

/** Whether the text has a word that only writing statements have. */
export function mayWrite(sql: string): boolean {
  return WRITING.test(withoutStringsAndComments(sql));
}

/** Statements that change the session itself, so that whoever gets the pooled connection next would meet their effect. */
export function changesSession(sql: string): boolean {
  return SESSION.test(withoutStringsAndComments(sql));
}

/**
 * The shape of a statement: literals and parameters are `?`, lists of them one `?`, comments gone, white space even. Two
 * statements of one shape differ only in their values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shapeOf } from "./sql_words.ts";
 * assertEquals(shapeOf("SELECT *\n FROM a -- why\nWHERE b = 'x' AND c IN (1, 2, 3)"), "SELECT * FROM a WHERE b = ? AND c IN (?)");
 * ```
 */
export const shapeOf = memoised(
  2000,
  (sql: string): string =>
    sql.replace(TOKENS, (token, text, _dollar, name, comment, parameter, number) => {
      if (text !== undefined || parameter !== undefined || number !== undefined) return "?";
      return name !== undefined ? token : comment !== undefined ? " " : " ";
    }).replace(/\s+/g, " ").replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, "(?)").replace(/[\s;]+$/, "").trim(),
);

function withoutStringsAndComments(sql: string): string {
  return sql.replace(
    TOKENS,
    (token, text, _dollar, _name, comment) => text !== undefined ? "''" : comment ? " " : token,
  );
}
