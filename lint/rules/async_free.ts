import { isPure } from "../places.ts";
import { projectPath } from "../project_path.ts";

type Functionish = Deno.lint.FunctionDeclaration | Deno.lint.FunctionExpression | Deno.lint.ArrowFunctionExpression;

/** Whatever takes time is a flow: async functions and await live where the real world does. */
export const asyncFree: Deno.lint.Rule = {
  create(context) {
    if (!isPure(projectPath(context.filename))) return {};
    const report = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message: `Cannot use ${what} here: whatever takes time is a flow, function* and yield* (src/flow): ` +
          `received a promise`,
      });
    const seeFunction = (node: Functionish) => {
      if (node.async) report(node, "an async function");
    };
    // Inside an async function the function itself is reported; only what stands at the top level is left.
    const seeAwait = (node: Deno.lint.Node) => {
      const ancestors = context.sourceCode.getAncestors(node);
      if (!ancestors.some(({ type }) => FUNCTIONS.has(type))) report(node, "await");
    };
    return {
      FunctionDeclaration: seeFunction,
      FunctionExpression: seeFunction,
      ArrowFunctionExpression: seeFunction,
      AwaitExpression: seeAwait,
      ForOfStatement(node) {
        if (node.await) seeAwait(node);
      },
      VariableDeclaration(node) {
        if (node.kind === "await using") seeAwait(node);
      },
    };
  },
};

const FUNCTIONS: ReadonlySet<string> = new Set([
  "ArrowFunctionExpression",
  "FunctionDeclaration",
  "FunctionExpression",
]);
