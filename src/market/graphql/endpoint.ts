import { getVariableValues, type OperationDefinitionNode } from "graphql";
import { memoised } from "../../base/memoised.ts";
import { chain } from "../../flow/chain.ts";
import { immediate } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import { clientNumber } from "../../http/client_number.ts";
import type { ContentPort } from "../../ports/content.ts";
import type { Fetch, WebReply, WebRequest } from "../../ports/http.ts";
import type { MarketData } from "../market_data.ts";
import { execute } from "./execute.ts";
import { PERSISTED_TEXTS } from "./persisted.ts";
import { prepare, type Prepared } from "./prepared.ts";
import { type GraphqlContext, marketResolvers } from "./resolvers.ts";
import { marketSchema } from "./schema.ts";

/** What the endpoint is made of. */
export interface GraphqlOptions {
  readonly data: MarketData;
  readonly content: ContentPort;
  /** A query that may cost more is refused. */
  readonly mostComplexity: number;
}

const JSON_TYPE = { "content-type": "application/json" };
/** Query texts remembered with what was made of them. */
const MOST_TEXTS = 1000;

/**
 * The GraphQL endpoint behind its rate limiter: parse and validate, weigh, then execute with batched loads, Redis and the database
 * (architecture B, Data Flow 2).
 *
 *     GET  /graphql?query=productCard&id=12     a persisted query by its name
 *     POST /graphql {"query": "…", "variables": {…}}
 *
 * The session of who asks is read first. Every refusal is a 400 with `errors` and a code: SYNTAX, INVALID, TOO-COMPLEX.
 */
export function graphqlEndpoint(options: GraphqlOptions): Fetch {
  const { data, content, mostComplexity } = options;
  const prepared = memoised(MOST_TEXTS, (text): Prepared => prepare(text, marketSchema, mostComplexity));

  function run(text: string, variables: Readonly<Record<string, unknown>>, user: number): Operation<WebReply> {
    const query = prepared(text);
    if (query.kind === "refused") return refusal(query.reason.toUpperCase(), query.messages);
    const coerced = coercedVariables(query.operation, variables);
    if (coerced.errors) return refusal("INVALID", coerced.errors.map((error) => error.message));
    const context: GraphqlContext = { data, user };
    const { operation, fragments } = query;
    const executed = chain(data.user(user), () =>
      execute({
        ...{ schema: marketSchema, operation, fragments, context },
        variables: coerced.coerced,
        resolvers: marketResolvers,
      }));
    return chain(executed, (result) => {
      const answer = { data: result };
      // The length of its text is close enough for accounting, and the text itself is made by the content port.
      const rendered = content.render("json", answer, JSON.stringify(answer).length);
      return chain(
        rendered,
        (body) => immediate<WebReply>({ status: 200, headers: JSON_TYPE, body, servedBy: "graphql" }),
      );
    });
  }

  return (request) => {
    const asked = request.method === "GET" ? persisted(request.path) : posted(request);
    if (asked === undefined) return refusal("INVALID", ["the request must name or carry a query"]);
    return run(asked.text, asked.variables, clientNumber(request));
  };
}

interface Asked {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

function persisted(path: string): Asked | undefined {
  const found = /[?&]query=(\w+)&id=(\d{1,9})$/.exec(path);
  if (found === null || !Object.hasOwn(PERSISTED_TEXTS, found[1]!)) return undefined;
  return { text: PERSISTED_TEXTS[found[1] as keyof typeof PERSISTED_TEXTS], variables: { id: Number(found[2]) } };
}

function posted({ body }: WebRequest): Asked | undefined {
  if (typeof body !== "object" || body === null || !("query" in body) || typeof body.query !== "string") {
    return undefined;
  }
  const variables = "variables" in body && typeof body.variables === "object" ? body.variables ?? {} : {};
  return { text: body.query, variables: { ...variables } };
}

function coercedVariables(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>) {
  return getVariableValues(marketSchema, operation.variableDefinitions ?? [], variables, { maxErrors: 5 });
}

function refusal(code: string, messages: readonly string[]): Operation<WebReply> {
  const errors = messages.map((message) => ({ message, extensions: { code } }));
  const content = new TextEncoder().encode(JSON.stringify({ errors }));
  const body = { sizeBytes: content.length, content };
  return immediate<WebReply>({ status: 400, headers: JSON_TYPE, body, servedBy: "graphql" });
}
