import { buildSchema } from "graphql";

/** The marketplace's GraphQL schema. Subscriptions go over the inventory channel's socket, not over HTTP. */
export const MARKET_SCHEMA_TEXT = `
  type Query {
    product(id: Int!): Product
    products(ids: [Int!]!): [Product!]!
    cart: Cart!
  }
  type Mutation { addToCart(productId: Int!, quantity: Int!): Cart! }
  type Subscription { stockChanged(productId: Int!): Stock! }
  type Product {
    id: Int!
    name: String!
    priceCents: Int!
    stock: Int!
    seller: User!
    reviewCount: Int!
    related(first: Int! = 4): [Product!]!
  }
  type User { id: Int!, name: String! }
  type Cart { items: [CartItem!]! }
  type CartItem { quantity: Int!, product: Product }
  type Stock { productId: Int!, quantity: Int! }
`;

export const marketSchema = buildSchema(MARKET_SCHEMA_TEXT);
