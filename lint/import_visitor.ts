/** One place where a file names another module. */
export interface ImportSite {
  node: Deno.lint.Node;
  specifier: string;
}

/** Calls `see` for each module that a file names: imports, re-exports, dynamic imports and imported types. */
export function importVisitor(see: (site: ImportSite) => void): Deno.lint.LintVisitor {
  const seeLiteral = (node: Deno.lint.Node, source: Deno.lint.Node | null): void => {
    if (source?.type === "Literal" && typeof source.value === "string") see({ node, specifier: source.value });
  };
  return {
    ImportDeclaration: (node) => seeLiteral(node, node.source),
    ExportNamedDeclaration: (node) => seeLiteral(node, node.source),
    ExportAllDeclaration: (node) => seeLiteral(node, node.source),
    ImportExpression: (node) => seeLiteral(node, node.source),
    TSImportType: (node) => seeLiteral(node, node.argument.type === "TSLiteralType" ? node.argument.literal : null),
  };
}
