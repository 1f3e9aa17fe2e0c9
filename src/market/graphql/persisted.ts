import type { PersistedQuery } from "../../workload/persisted_queries.ts";

/** Texts of the queries that clients name instead of sending them. */
export const PERSISTED_TEXTS: Readonly<Record<PersistedQuery, string>> = {
  productCard: "query ($id: Int!) { product(id: $id) { id name priceCents stock seller { name } reviewCount } }",
  relatedProducts: "query ($id: Int!) { product(id: $id) { id related(first: 4) { id name priceCents } } }",
  everything:
    "query ($id: Int!) { product(id: $id) { related(first: 50) { related(first: 50) { id seller { name } } } } }",
};
