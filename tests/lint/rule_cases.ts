import { assertEquals } from "@std/assert";
import plugin from "../../lint/tierlab.ts";

/** A file of one line or more, and how many times the rule must speak about it. */
export type RuleCase = [source: string, path: string, times: number];

/** Makes a test of each case: the rule speaks just so often, and no case is about another rule. */
export function testRule(rule: string, cases: readonly RuleCase[]): void {
  for (const [source, path, times] of cases) {
    Deno.test(`${rule} ${times ? "flags" : "passes"} ${source.replaceAll(/\s+/g, " ")} in ${path}`, () => {
      const messages = messagesOf(rule, source, path);
      assertEquals(messages.length, times, messages.join("\n"));
    });
  }
}

/** What one rule says about a file. */
export function messagesOf(rule: string, source: string, path: string): string[] {
  return Deno.lint.runPlugin(plugin, path, source)
    .filter(({ id }) => id === `tierlab/${rule}`)
    .map(({ message }) => message);
}
