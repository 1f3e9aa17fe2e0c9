/** The route of a path, for monitoring: a closed set. */
export type Route =
  | "/products/:id"
  | "/api/products/:id"
  | "/categories/:id"
  | "/static/*"
  | "/images/*"
  | "/graphql"
  | "/api/cart"
  | "/api/stock/:id"
  | "other";

/** What a path asks for. */
export interface Target {
  readonly route: Route;
  /** The number at its end; undefined when there is none. */
  readonly id: number | undefined;
}

const ZERO = "0".charCodeAt(0);
const SLASH = "/".charCodeAt(0);
/** Longer numbers are no ids. */
const MOST_DIGITS = 9;

/**
 * Reads a path. By hand and without a memo: reading a few characters costs less than finding the path in a map of all paths,
 * whose memory is far away.
 */
export function targetOf(path: string): Target {
  return { route: routeOf(path), id: idOf(path) };
}

/** The number that the path ends with, query left aside. */
function idOf(path: string): number | undefined {
  const query = path.indexOf("?");
  const end = query < 0 ? path.length : query;
  let id = 0;
  let scale = 1;
  let at = end - 1;
  for (; at >= 0 && path.charCodeAt(at) !== SLASH; at--) {
    const digit = path.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9 || end - at > MOST_DIGITS) return undefined;
    id += digit * scale;
    scale *= 10;
  }
  return at === end - 1 ? undefined : id;
}

/** The route that a path belongs to. */
export function routeOf(path: string): Route {
  if (path.startsWith("/products/")) return "/products/:id";
  if (path.startsWith("/api/products/")) return "/api/products/:id";
  if (path.startsWith("/categories/")) return "/categories/:id";
  if (path.startsWith("/static/")) return "/static/*";
  if (path.startsWith("/graphql")) return "/graphql";
  if (path.startsWith("/api/stock/")) return "/api/stock/:id";
  if (path.startsWith("/api/cart")) return "/api/cart";
  return path.startsWith("/images/") ? "/images/*" : "other";
}
