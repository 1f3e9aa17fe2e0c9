import { projectPath } from "../project_path.ts";

/** What stands for the part of a message that is only known at run time. */
const UNKNOWN = "…";

/**
 * Messages read "Cannot <act> <thing>: <what must hold>: received <value>", and a plain Error says too little of its kind.
 *
 * Looked at: each text of more than one word that is given to a class whose name ends in Error or Failure, or to whatever
 * is thrown. A first argument that is one word is a code, and a message that begins with a variable is not known here.
 */
export const messageForm: Deno.lint.Rule = {
  create(context) {
    if (!projectPath(context.filename).startsWith("src/")) return {};
    const plain = (node: Deno.lint.NewExpression | Deno.lint.CallExpression) => {
      if (node.callee.type !== "Identifier" || node.callee.name !== "Error") return false;
      const message =
        "Cannot throw a plain Error: a caller's mistake is a TypeError or RangeError, an expected failure " +
        "has its own class with a stable code (src/base/errors.ts): received Error";
      context.report({ node, message });
      return true;
    };
    return {
      CallExpression(node) {
        plain(node);
      },
      NewExpression(node) {
        if (plain(node) || !isError(node)) return;
        for (const argument of node.arguments) {
          const text = textOf(argument);
          if (text.startsWith(UNKNOWN) || !/\s/.test(text) || /^Cannot \S.*: \S/s.test(text)) continue;
          const message = `Cannot read the message: it must be "Cannot <act> <thing>: <what must hold>: received ` +
            `<value>": received "${text}"`;
          context.report({ node: argument, message });
          return;
        }
      },
    };
  },
};

function isError(node: Deno.lint.NewExpression): boolean {
  if (node.callee.type !== "Identifier") return false;
  return /(Error|Failure)$/.test(node.callee.name) || node.parent.type === "ThrowStatement";
}

/** A text as far as it is known: literals as they are, everything else as …; empty for what is no text. */
function textOf(node: Deno.lint.Node): string {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : "";
  if (node.type === "TemplateLiteral") return node.quasis.map((quasi) => quasi.cooked).join(UNKNOWN);
  if (node.type !== "BinaryExpression" || node.operator !== "+") return "";
  return `${textOf(node.left) || UNKNOWN}${textOf(node.right) || UNKNOWN}`;
}
