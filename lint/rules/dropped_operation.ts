import { importedPath, projectPath } from "../project_path.ts";

/** The functions of src/flow that make an operation: called without `yield*` they do nothing at all. */
const MAKERS: ReadonlySet<string> = new Set([
  "all",
  "background",
  "immediate",
  "now",
  "outside",
  "park",
  "parkWithin",
  "race",
  "retry",
  "sleep",
  "spawn",
  "timeout",
  "withTimeout",
]);

/** Flags `sleep(5);` and `yield sleep(5)`: an operation takes place only under `yield*`. Holds for every file. */
export const droppedOperation: Deno.lint.Rule = {
  create(context) {
    const from = projectPath(context.filename);
    /** What the makers are called in this file, and under which name they were exported. */
    const makers = new Map<string, string>();
    const namespaces = new Set<string>();

    const makerOf = (node: Deno.lint.Node | null): string | undefined => {
      if (node?.type !== "CallExpression") return undefined;
      const { callee } = node;
      if (callee.type === "Identifier") return makers.get(callee.name);
      if (callee.type !== "MemberExpression" || callee.computed) return undefined;
      const { object, property } = callee;
      if (object.type !== "Identifier" || property.type !== "Identifier") return undefined;
      return namespaces.has(object.name) && MAKERS.has(property.name) ? property.name : undefined;
    };
    const report = (node: Deno.lint.Node, name: string, received: string) =>
      context.report({
        node,
        message: `Cannot drop the operation of ${name}(…): it takes place only under yield*: received ${received}`,
        hint: `Write yield* ${name}(…).`,
      });

    return {
      ImportDeclaration(node) {
        if (node.importKind === "type" || !isFlow(from, node.source.value)) return;
        for (const specifier of node.specifiers) {
          if (specifier.type === "ImportNamespaceSpecifier") namespaces.add(specifier.local.name);
          if (specifier.type !== "ImportSpecifier" || specifier.imported.type !== "Identifier") continue;
          const name = specifier.imported.name;
          if (MAKERS.has(name)) makers.set(specifier.local.name, name);
        }
      },
      ExpressionStatement(node) {
        const name = makerOf(node.expression);
        if (name !== undefined) report(node, name, "a bare call");
      },
      YieldExpression(node) {
        if (node.delegate) return;
        const name = makerOf(node.argument);
        if (name !== undefined) report(node, name, "yield without the star");
      },
    };
  },
};

function isFlow(from: string, specifier: string): boolean {
  return (importedPath(from, specifier) ?? specifier).includes("/flow/");
}
