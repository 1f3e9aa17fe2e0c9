import { importVisitor } from "../import_visitor.ts";
import { FACE, folderOf, ROWS, whyForbidden } from "../layers.ts";
import { whyConfined } from "../packages.ts";
import { importedPath, projectPath } from "../project_path.ts";

/** Holds each file to the layers of lint/layers.ts and the packages to the places of lint/packages.ts. */
export const layers: Deno.lint.Rule = {
  create(context) {
    const from = projectPath(context.filename);
    return {
      Program(node) {
        const folder = folderOf(from);
        if (!from.startsWith("src/") || from === FACE || ROWS.some((row) => row.includes(folder))) return;
        const message = `Cannot place ${from}: it must lie in a layer of lint/layers.ts: received ${folder || "none"}`;
        context.report({ node: node.body[0] ?? node, message });
      },
      ...importVisitor(({ node, specifier }) => {
        const message = whyNot(from, specifier);
        if (message) context.report({ node, message });
      }),
    };
  },
};

function whyNot(from: string, specifier: string): string | undefined {
  const to = importedPath(from, specifier);
  if (to !== undefined) {
    const reason = whyForbidden(from, to);
    return reason && `Cannot import ${to} here: ${reason}: received it in ${from}`;
  }
  const places = whyConfined(from, specifier);
  return places && `Cannot import ${specifier} here: it must stay in ${places}: received it in ${from}`;
}
