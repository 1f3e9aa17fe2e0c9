/** A command line that a page tells its reader to type, without `deno task tierlab` or `tierlab`. */
export interface PageCommand {
  readonly args: readonly string[];
  readonly line: number;
}

/** A page of the documentation, taken apart. */
export interface Page {
  readonly commands: readonly PageCommand[];
  /** Every piece of inline code, and where it stands. */
  readonly codes: readonly { readonly text: string; readonly line: number }[];
  readonly links: readonly string[];
  /** Code blocks that begin with a comment that names a file: `// my-design.ts`. */
  readonly modules: ReadonlyMap<string, string>;
  /** Of its headings, as GitHub makes them. */
  readonly anchors: readonly string[];
}

const COMMAND = /^(?:npx -y deno@2\.9\.6 task tierlab|deno task tierlab|tierlab)(?= |$)(.*)$/;

/**
 * Takes a Markdown page apart. Commands are lines of indented code or of a fence without a language, and inline code. `tierlab X`
 * in running text names the command X; it is a command line when it has an argument.
 */
export function readPage(markdown: string): Page {
  const commands: PageCommand[] = [];
  const codes: { text: string; line: number }[] = [];
  const links: string[] = [];
  const modules = new Map<string, string>();
  for (const { text, line, kind } of blocksOf(markdown)) {
    const add = (code: string, isNamed: boolean) => {
      const words = COMMAND.exec(code.replaceAll("\\|", "|"))?.[1];
      if (words === undefined) return;
      const args = [...words.matchAll(/'([^']*)'|[^\s']+/g)].map(([word, quoted]) => quoted ?? word);
      if (isNamed && args.length < 2 && !code.includes("task")) return;
      commands.push({ args, line });
    };
    if (kind === "code") {
      const name = /^\/\/ (\S+\.ts)\n/.exec(text)?.[1];
      if (name !== undefined) modules.set(name, text);
      else for (const code of text.split("\n")) add(code.trim(), false);
    } else {
      for (const [, code] of text.replaceAll("\n", " ").matchAll(/`([^`]+)`/g)) {
        codes.push({ text: code!.replaceAll("\\|", "|"), line });
        add(code!, true);
      }
      for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) links.push(target!);
    }
  }
  return { commands, codes, links, modules, anchors: anchorsOf(markdown) };
}

interface Block {
  readonly kind: "text" | "code";
  readonly text: string;
  readonly line: number;
}

/** Paragraphs, lists and tables; code. Comments are left out, and code in another language than TypeScript. */
function* blocksOf(markdown: string): Generator<Block> {
  const pattern =
    /^```(\w*)\n([\s\S]*?)^```$|^<!--([\s\S]*?)-->$|((?:^ {4}\S.*\n?)+)|((?:^.*\S.*\n?)+?)(?=^\s*$|^```|$(?![\s\S]))/gm;
  for (const match of markdown.matchAll(pattern)) {
    const [, language, fenced, comment, indented, text] = match;
    const line = markdown.slice(0, match.index).split("\n").length;
    if (comment !== undefined) continue;
    if (fenced !== undefined) {
      if (language === "" || language === "ts") yield { kind: "code", text: fenced, line };
    } else if (indented !== undefined) yield { kind: "code", text: indented, line };
    else yield { kind: "text", text: text!, line };
  }
}

function anchorsOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, "");
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-")
  );
}
