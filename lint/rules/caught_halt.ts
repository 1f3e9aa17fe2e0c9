import { projectPath } from "../project_path.ts";

/** Flags a `catch` around a `yield*` that does not let a halt pass first: it would take the end of its flow for an error and go on. */
export const caughtHalt: Deno.lint.Rule = {
  create(context) {
    const path = projectPath(context.filename);
    // Asynchronous generators are no flows; they stand where the real world is.
    if (!path.startsWith("src/") || path.startsWith("src/adapters/live/") || path.startsWith("src/cli/")) return {};
    /** For each function under way: the `try` blocks with a catch that are open in it, and whether something yields in them. */
    const functions: { node: Deno.lint.TryStatement; yields: boolean }[][] = [];
    const enter = () => void functions.push([]);
    const leave = () => void functions.pop();
    return {
      FunctionDeclaration: enter,
      "FunctionDeclaration:exit": leave,
      FunctionExpression: enter,
      "FunctionExpression:exit": leave,
      ArrowFunctionExpression: enter,
      "ArrowFunctionExpression:exit": leave,
      TryStatement(node) {
        if (node.handler) functions.at(-1)?.push({ node, yields: false });
      },
      YieldExpression(node) {
        for (const open of functions.at(-1) ?? []) {
          const [from, to] = open.node.block.range;
          if (node.range[0] >= from && node.range[1] <= to) open.yields = true;
        }
      },
      "TryStatement:exit"(node: Deno.lint.TryStatement) {
        if (!node.handler) return;
        const closed = functions.at(-1)?.pop();
        if (!closed?.yields || letsPass(node.handler)) return;
        context.report({
          node: node.handler,
          message: "Cannot catch in a flow what may be its halt: rethrowHalt(error) must come first: received none",
          hint: "Write catch (error) { rethrowHalt(error); … }.",
        });
      },
    };
  },
};

function letsPass({ body, param }: Deno.lint.CatchClause): boolean {
  const [first] = body.body;
  if (param?.type !== "Identifier" || first?.type !== "ExpressionStatement") return false;
  const { expression } = first;
  if (expression.type !== "CallExpression" || expression.callee.type !== "Identifier") return false;
  const [argument] = expression.arguments;
  return expression.callee.name === "rethrowHalt" && argument?.type === "Identifier" && argument.name === param.name;
}
