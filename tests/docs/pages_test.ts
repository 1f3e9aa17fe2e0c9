import { assertEquals, assertStringIncludes } from "@std/assert";
import { dryProgram, faultOfLine } from "./dry_parse.ts";
import { readPage } from "./page.ts";
import { allPages, ROOT } from "./pages.ts";
import { SHORTENED } from "./shortened.ts";
import { shorteningOf } from "./shortening_of.ts";

Deno.test("a page is taken apart: commands, modules, links", () => {
  const page = readPage([
    "See [that](docs/that.md). `tierlab live` is named only, `deno task\ntierlab doctor` is run.",
    "",
    "<!-- left out: `tierlab list all` -->",
    "",
    "    deno task tierlab gate out/result.json",
    "    tierlab compare 'a staging'",
    "    something else",
    "",
    "```ts",
    "// mine.ts",
    "export const one = 1;",
    "```",
    "",
    "```json",
    "tierlab no command",
    "```",
    "",
    "| a | `tierlab list 'a\\|b'` |",
    "",
  ].join("\n"));
  assertEquals(page.commands, [
    { args: ["doctor"], line: 1 },
    { args: ["gate", "out/result.json"], line: 6 },
    { args: ["compare", "a staging"], line: 6 },
    { args: ["list", "a|b"], line: 19 },
  ]);
  assertEquals(page.links, ["docs/that.md"]);
  assertEquals([...page.modules], [["mine.ts", "// mine.ts\nexport const one = 1;\n"]]);
});

Deno.test("every link leads to a file and a heading in it, every path in code exists", () => {
  const broken: string[] = [];
  for (const [path, { links, codes }] of allPages()) {
    const folder = `${ROOT}${path}`.replace(/[^/]*$/, "");
    for (const link of links) {
      if (/^https?:/.test(link)) continue;
      const [target = "", anchor] = link.split("#");
      const file = target === "" ? ROOT + path : folder + target;
      if (!exists(file)) broken.push(`${path}: ${link}`);
      else if (anchor !== undefined && !readPage(Deno.readTextFileSync(file)).anchors.includes(anchor)) {
        broken.push(`${path}: ${link}: no such heading`);
      }
    }
    for (const { text, line } of codes) {
      const isPath = /^(?:src|tests|bench|docs|scenarios|lint|std)\/[\w./-]+$/.test(text) && !/[A-Z]{3}/.test(text);
      if (isPath && !exists(ROOT + text)) broken.push(`${path}:${line}: ${text}`);
    }
  }
  assertEquals(broken, []);
});

Deno.test("every task, command and option that a page names exists", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  const program = dryProgram(() => Promise.resolve());
  const names = program.commands.map((command) => command.name());
  const options = ["--help", ...program.commands.flatMap((command) => command.options.map(({ long }) => long))];
  const wrong: string[] = [];
  for (const [path, { codes }] of allPages()) {
    for (const { text, line } of codes) {
      const task = /^(?:npx -y deno@2\.9\.6|deno) task ([\w:-]+)/.exec(text)?.[1];
      if (task !== undefined && !(task in tasks)) wrong.push(`${path}:${line}: ${text}`);
      const option = /^--[a-z][\w-]*/.exec(text)?.[0];
      if (option !== undefined && !option.startsWith("--allow-") && !options.includes(option)) {
        wrong.push(`${path}:${line}: ${text}`);
      }
      const named = /^tierlab ([a-z]+)/.exec(text)?.[1];
      if (named !== undefined && named !== "help" && !names.includes(named)) wrong.push(`${path}:${line}: ${text}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("every command line has options, designs and scenarios that exist", async () => {
  const wrong: string[] = [];
  for (const [path, { commands }] of allPages()) {
    for (const { args, line } of commands) {
      const fault = await faultOfLine(args);
      if (fault !== undefined) wrong.push(`${path}:${line}: tierlab ${args.join(" ")}: ${fault}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("a misspelt option, command, design, scenario or setting is found", async () => {
  assertEquals(await faultOfLine(["compare", "a-staging", "--repeats", "6"]), undefined);
  for (
    const line of [
      "compare a-staging --repeat 6",
      "compere a-staging",
      "live a-stagin",
      "verify a-development --scenario stedy",
      "tune a-staging --vary l1.entrys=1|2",
      "replay access.log --policy lur",
    ]
  ) {
    const fault = await faultOfLine(line.split(" "));
    assertStringIncludes(fault ?? "no fault found", "received", line);
  }
});

Deno.test("no line of the table of shortened commands is left over", () => {
  const lines = [...allPages().values()].flatMap(({ commands }) => commands.map(({ args }) => args));
  const left = SHORTENED.filter((one) => !lines.some((args) => shorteningOf(args) === one));
  assertEquals(left.map(({ start }) => start), []);
});

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
