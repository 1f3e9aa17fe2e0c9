import { projectPath } from "../project_path.ts";

/** Names that say nothing of what is inside. */
const EMPTY_NAME = /^(common|helpers?|misc|utils?)$|_v\d+$/;

/** The house rules that need one look: no enum, no default export, no file or folder without a name of its own. */
export const house: Deno.lint.Rule = {
  create(context) {
    const path = projectPath(context.filename);
    if (!path.startsWith("src/")) return {};
    return {
      Program(node) {
        const names = path.split("/").map((name) => name.replace(/\.[a-z.]+$/, ""));
        const empty = names.find((name) => EMPTY_NAME.test(name));
        if (empty === undefined) return;
        const message = `Cannot call a file or folder ${empty}: it must be named after its one idea: received ${path}`;
        context.report({ node: node.body[0] ?? node, message });
      },
      TSEnumDeclaration(node) {
        const message = "Cannot declare an enum: a closed set is a union of literals: received enum";
        context.report({ node, message });
      },
      ExportDefaultDeclaration(node) {
        context.report({ node, message: DEFAULT_EXPORT });
      },
      ExportSpecifier(node) {
        const name = node.exported.type === "Identifier" ? node.exported.name : node.exported.value;
        if (name === "default") context.report({ node, message: DEFAULT_EXPORT });
      },
    };
  },
};

const DEFAULT_EXPORT = "Cannot export a default: an export must have one name everywhere: received default";
