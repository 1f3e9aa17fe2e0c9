import {
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { complexityOf } from "./complexity.ts";

/** A query that was parsed and validated, or why it may not run. */
export type Prepared =
  | {
    readonly kind: "ready";
    readonly operation: OperationDefinitionNode;
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
    readonly complexity: number;
  }
  | {
    readonly kind: "refused";
    readonly reason: "syntax" | "invalid" | "too-complex";
    readonly messages: readonly string[];
  };

/** Longer texts are refused unread. */
const LONGEST_TEXT = 20_000;
/** Errors told of one query. */
const MOST_ERRORS = 5;

/**
 * Parses, validates and weighs a query: architecture B's "Query Parser & Validator" and "Complexity Analyzer". One operation
 * a text; subscriptions are refused, for they go over a socket.
 */
export function prepare(text: string, schema: GraphQLSchema, mostComplexity: number): Prepared {
  if (text.length > LONGEST_TEXT) return refused("syntax", [`the query must have at most ${LONGEST_TEXT} characters`]);
  let document;
  try {
    document = parse(text, { maxTokens: 2000, noLocation: true });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return refused("syntax", [error.message]);
  }
  const errors = validate(schema, document, undefined, { maxErrors: MOST_ERRORS });
  if (errors.length > 0) return refused("invalid", errors.map((error) => error.message));
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1) return refused("invalid", ["there must be one operation"]);
  if (operation.operation === "subscription") return refused("invalid", ["a subscription needs a socket"]);
  const fragments = new Map(
    document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).map((
      node,
    ) => [node.name.value, node]),
  );
  const complexity = complexityOf(operation, fragments, schema);
  if (complexity <= mostComplexity) return { kind: "ready", operation, fragments, complexity };
  return refused("too-complex", [`the query's complexity must be at most ${mostComplexity}, it is ${complexity}`]);
}

function refused(reason: "syntax" | "invalid" | "too-complex", messages: readonly string[]): Prepared {
  return { kind: "refused", reason, messages };
}
