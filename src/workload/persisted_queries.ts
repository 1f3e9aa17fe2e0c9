/** GraphQL queries that the marketplace's clients send, by name: the server holds their texts. The last one is too complex on purpose. */
export const PERSISTED_QUERIES = ["productCard", "relatedProducts", "everything"] as const;
export type PersistedQuery = (typeof PERSISTED_QUERIES)[number];
