import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** Items that a list is taken to have when its field has no `first`. */
const USUAL_ITEMS = 10;

/**
 * What a query may cost at most: each field counts 1, and what is asked of a list's items counts once for each item (`first`, or
 * ten). The usual static analysis (graphql-query-complexity's simple estimator with list multipliers); variables are not looked at, so
 * `first` must be a literal to count.
 *
 * @param operation Valid against the schema, without fragments that are not in `fragments`.
 */
export function complexityOf(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  schema: GraphQLSchema,
): number {
  const listFields = listFieldsOf(operation, fragments, schema);
  const ofSelections = (selections: SelectionSetNode | undefined): number => {
    let sum = 0;
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        sum += 1 + itemsOf(selection, listFields) * ofSelections(selection.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) sum += ofSelections(selection.selectionSet);
      else sum += ofSelections(fragments.get(selection.name.value)?.selectionSet);
    }
    return sum;
  };
  return ofSelections(operation.selectionSet);
}

function itemsOf(field: FieldNode, listFields: ReadonlySet<FieldNode>): number {
  if (!listFields.has(field)) return 1;
  const first = field.arguments?.find(({ name }) => name.value === "first")?.value;
  return first?.kind === Kind.INT ? Math.max(0, Number(first.value)) : USUAL_ITEMS;
}

function listFieldsOf(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  schema: GraphQLSchema,
): ReadonlySet<FieldNode> {
  const found = new Set<FieldNode>();
  const types = new TypeInfo(schema);
  for (const node of [operation, ...fragments.values()]) {
    visit(
      node,
      visitWithTypeInfo(types, {
        Field: (field) => {
          const type = types.getType();
          if (isListType(isNonNullType(type) ? type.ofType : type)) found.add(field);
        },
      }),
    );
  }
  return found;
}
