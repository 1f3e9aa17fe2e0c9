type Node = Deno.lint.Node;
type Binding = Node | Deno.lint.TSParameterProperty;

/** Node types that open a scope of their own for what is declared directly in them. */
const SCOPES: ReadonlySet<string> = new Set([
  "ArrowFunctionExpression",
  "BlockStatement",
  "CatchClause",
  "ForInStatement",
  "ForOfStatement",
  "ForStatement",
  "FunctionDeclaration",
  "FunctionExpression",
  "Program",
  "StaticBlock",
  "SwitchStatement",
  "TSModuleBlock",
]);

/**
 * The names that a file binds itself, each with the stretch of text in which it holds. Fill it through `visitor`, then ask
 * from `Program:exit` on.
 */
export class Bindings {
  readonly #scopes = new Map<string, Deno.lint.Range[]>();

  /** Whether a name means something of the file's own where a node stands. */
  isBound(name: string, node: Node): boolean {
    const ranges = this.#scopes.get(name) ?? [];
    return ranges.some(([start, end]) => start <= node.range[0] && node.range[1] <= end);
  }

  /** The part of a rule that collects the bindings. */
  visitor(): Deno.lint.LintVisitor {
    return {
      ImportSpecifier: (node) => this.#add(node.local.name, node),
      ImportDefaultSpecifier: (node) => this.#add(node.local.name, node),
      ImportNamespaceSpecifier: (node) => this.#add(node.local.name, node),
      VariableDeclarator: (node) => this.#addPattern(node.id, scopeAbove(node)),
      ClassDeclaration: (node) => this.#add(node.id?.name, node),
      CatchClause: (node) => this.#addPattern(node.param, node),
      ArrowFunctionExpression: (node) => this.#addParameters(node.params, node),
      FunctionExpression: (node) => {
        if (node.id) this.#addPattern(node.id, node);
        this.#addParameters(node.params, node);
      },
      FunctionDeclaration: (node) => {
        this.#add(node.id?.name, node);
        this.#addParameters(node.params, node);
      },
    };
  }

  #add(name: string | undefined, declaration: Node): void {
    if (name !== undefined) this.#hold(name, scopeAbove(declaration));
  }

  #hold(name: string, scope: Node): void {
    const ranges = this.#scopes.get(name);
    if (ranges) ranges.push(scope.range);
    else this.#scopes.set(name, [scope.range]);
  }

  #addParameters(params: readonly Binding[], scope: Node): void {
    for (const param of params) this.#addPattern(param, scope);
  }

  #addPattern(pattern: Binding | null, scope: Node): void {
    switch (pattern?.type) {
      case "Identifier":
        return this.#hold(pattern.name, scope);
      case "AssignmentPattern":
        return this.#addPattern(pattern.left, scope);
      case "RestElement":
        return this.#addPattern(pattern.argument, scope);
      case "TSParameterProperty":
        return this.#addPattern(pattern.parameter, scope);
      case "ArrayPattern":
        return pattern.elements.forEach((element) => this.#addPattern(element, scope));
      case "ObjectPattern":
        return pattern.properties.forEach((property) =>
          this.#addPattern(property.type === "Property" ? property.value : property, scope)
        );
    }
  }
}

/** The nearest scope around a declaration, itself excluded. `var` is treated like `let`: the linter refuses it anyway. */
function scopeAbove(declaration: Node): Node {
  let node: Binding = declaration;
  while ("parent" in node) {
    node = node.parent;
    if (node.type !== "TSParameterProperty" && SCOPES.has(node.type)) return node;
  }
  return node;
}
