type Node = Deno.lint.Node;

/**
 * Whether an identifier stands where its value is used: called, constructed, passed, assigned, returned, or asked for a
 * member. Declarations, property names, labels and types are no uses; neither are `typeof x` and `x instanceof X`.
 */
export function isValueUse(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  switch (parent.type) {
    case "MemberExpression":
      return isSame(node, parent.object) || parent.computed;
    case "Property":
      return parent.parent.type === "ObjectExpression" && isSame(node, parent.value);
    case "VariableDeclarator":
    case "PropertyDefinition":
      return isSame(node, parent.type === "VariableDeclarator" ? parent.init : parent.value);
    case "AssignmentExpression":
    case "AssignmentPattern":
    case "ForOfStatement":
      return isSame(node, parent.right);
    case "ArrowFunctionExpression":
      return isSame(node, parent.body);
    case "ClassDeclaration":
    case "ClassExpression":
      return isSame(node, parent.superClass);
    default:
      return USING.has(parent.type);
  }
}

/** Node types all of whose direct identifiers are values. */
const USING: ReadonlySet<string> = new Set([
  "ArrayExpression",
  "AwaitExpression",
  "CallExpression",
  "ConditionalExpression",
  "ExportDefaultDeclaration",
  "ExpressionStatement",
  "LogicalExpression",
  "NewExpression",
  "ReturnStatement",
  "SequenceExpression",
  "SpreadElement",
  "TSAsExpression",
  "TSNonNullExpression",
  "TSSatisfiesExpression",
  "TaggedTemplateExpression",
  "TemplateLiteral",
  "YieldExpression",
]);

/** The name of the member that is asked of an identifier: `now` for the `Date` of `Date.now` and `Date["now"]`. */
export function memberName(node: Deno.lint.Identifier): string | undefined {
  const parent = node.parent;
  if (parent.type !== "MemberExpression" || !isSame(node, parent.object)) return undefined;
  const { property, computed } = parent;
  if (!computed && property.type === "Identifier") return property.name;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}

function isSame(a: Node, b: Node | null | undefined): boolean {
  return b !== null && b !== undefined && a.range[0] === b.range[0] && a.range[1] === b.range[1];
}
