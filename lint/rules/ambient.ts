import { AMBIENT_MEMBERS, AMBIENT_MODULES, AMBIENT_NAMES, PURE_DATE_MEMBERS } from "../ambient_names.ts";
import { Bindings } from "../bindings.ts";
import { importVisitor } from "../import_visitor.ts";
import { isPure } from "../places.ts";
import { projectPath } from "../project_path.ts";
import { isValueUse, memberName } from "../value_use.ts";

interface Use {
  node: Deno.lint.Identifier;
  /** As the reader wrote it: "Date.now". */
  written: string;
  instead: string;
}

/** Keeps the clock, chance and the outside world out of everything but the places that are made for them. */
export const ambient: Deno.lint.Rule = {
  create(context) {
    if (!isPure(projectPath(context.filename))) return {};
    const bindings = new Bindings();
    const uses = new Map<string, Use>();
    const report = (node: Deno.lint.Node, written: string, instead: string) =>
      context.report({ node, message: `Cannot use ${written} here: use ${instead}: received an ambient thing` });

    return {
      ...bindings.visitor(),
      ...importVisitor(({ node, specifier }) => {
        const name = AMBIENT_MODULES[specifier];
        if (name !== undefined) report(node, specifier, AMBIENT_NAMES[name] ?? "");
      }),
      Identifier(node) {
        const use = useOf(node);
        // The two halves of `{ fetch }` are one place in the text.
        if (use) uses.set(String(node.range), use);
      },
      "Program:exit"() {
        for (const { node, written, instead } of uses.values()) {
          if (!bindings.isBound(node.name, node)) report(node, written, instead);
        }
      },
    };
  },
};

function useOf(node: Deno.lint.Identifier): Use | undefined {
  if (!isValueUse(node)) return undefined;
  const member = memberName(node);
  const found = (written: string, instead: string | undefined) => instead ? { node, written, instead } : undefined;
  if (node.name === "globalThis" || node.name === "self" || node.name === "window") {
    return found(`${node.name}.${member}`, own(AMBIENT_NAMES, member));
  }
  if (node.name === "Date" && isPureDate(node, member)) return undefined;
  const members = Object.hasOwn(AMBIENT_MEMBERS, node.name) ? AMBIENT_MEMBERS[node.name] : undefined;
  if (members) return found(`${node.name}.${member}`, own(members, member));
  return found(member === undefined ? node.name : `${node.name}.${member}`, own(AMBIENT_NAMES, node.name));
}

/** A date made from a value, and a date's text read, depend on nothing but what they are given. */
function isPureDate(node: Deno.lint.Identifier, member: string | undefined): boolean {
  if (member !== undefined) return PURE_DATE_MEMBERS.has(member);
  return node.parent.type === "NewExpression" && node.parent.arguments.length > 0;
}

function own(names: Readonly<Record<string, string>>, name: string | undefined): string | undefined {
  return name !== undefined && Object.hasOwn(names, name) ? names[name] : undefined;
}
