import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { all } from "../../flow/all.ts";
import { immediate } from "../../flow/instructions.ts";
import type { Flow, Operation } from "../../flow/operation.ts";

/** Gives a field's value: of an object type, what its own resolvers are given as source. */
export type Resolver<Context> = (
  source: unknown,
  args: Readonly<Record<string, unknown>>,
  context: Context,
) => Operation<unknown>;

/** By type and field; a field without one is read from its source. */
export type Resolvers<Context> = Readonly<Record<string, Readonly<Record<string, Resolver<Context>>>>>;

/** What is run. */
export interface Execution<Context> {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly resolvers: Resolvers<Context>;
  readonly context: Context;
}

/**
 * Executes a validated operation as flows, so that it runs in both worlds: fields of one object and items of one list together,
 * which is what lets a batch loader collect them; a mutation's fields one after the other (GraphQL October 2021, section 6.2.2).
 *
 * Where it departs: a resolver that fails fails the whole request (no partial data), and there are no interfaces and unions.
 */
export function execute<Context>(execution: Execution<Context>): Flow<Record<string, unknown>> {
  const { schema, operation } = execution;
  return new Executor(execution).run(schema.getRootType(operation.operation)!, operation);
}

class Executor<Context> {
  readonly #execution: Execution<Context>;

  constructor(execution: Execution<Context>) {
    this.#execution = execution;
  }

  *run(root: GraphQLObjectType, operation: OperationDefinitionNode): Flow<Record<string, unknown>> {
    if (operation.operation !== "mutation") return yield* this.#object(root, [operation.selectionSet], undefined);
    const result: Record<string, unknown> = {};
    for (const [name, nodes] of this.#fields([operation.selectionSet])) {
      result[name] = yield* this.#field(root, nodes, undefined);
    }
    return result;
  }

  *#object(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    source: unknown,
  ): Flow<Record<string, unknown>> {
    const fields = [...this.#fields(sets)];
    const values = yield* all(fields.map(([, nodes]) => this.#field(type, nodes, source)));
    return Object.fromEntries(fields.map(([name], index) => [name, values[index]]));
  }

  /** Fields by response name, fragments and directives applied, in the order in which they were asked for. */
  #fields(sets: readonly SelectionSetNode[], into = new Map<string, FieldNode[]>()): Map<string, FieldNode[]> {
    const { fragments, variables } = this.#execution;
    for (const selection of sets.flatMap((set) => set.selections)) {
      if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.["if"] === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.["if"] === false) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const nodes = into.get(name);
        if (nodes === undefined) into.set(name, [selection]);
        else nodes.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) this.#fields([selection.selectionSet], into);
      else this.#fields([fragments.get(selection.name.value)!.selectionSet], into);
    }
    return into;
  }

  *#field(type: GraphQLObjectType, nodes: readonly FieldNode[], source: unknown): Flow<unknown> {
    const [node] = nodes;
    const { resolvers, variables, context } = this.#execution;
    const name = node!.name.value;
    if (name === "__typename") return type.name;
    const field = type.getFields()[name]!;
    const args = getArgumentValues(field, node!, variables);
    const value = yield* (resolvers[type.name]?.[name] ?? readField(name))(source, args, context);
    const named = getNamedType(field.type);
    if (!isObjectType(named) || value === undefined || value === null) return value ?? null;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ? [selectionSet] : []);
    if (!Array.isArray(value)) return yield* this.#object(named, sets, value);
    return yield* all(value.map((item: unknown) => this.#object(named, sets, item)));
  }
}

function readField<Context>(name: string): Resolver<Context> {
  return (source) => immediate((source as Readonly<Record<string, unknown>> | undefined)?.[name]);
}
