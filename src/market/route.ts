import { memoised } from "../base/memoised.ts";

/** The route of a path, for monitoring: a closed set. */
export type Route = "/products/:id" | "/api/products/:id" | "/categories/:id" | "/static/*" | "/images/*" | "other";

/** What a path asks for. */
export interface Target {
  readonly route: Route;
  /** The number at its end; undefined when there is none. */
  readonly id: number | undefined;
}

/** Longer ones are no paths of the shop: they must not fill the memory. */
const LONGEST_REMEMBERED = 64;

const known = memoised(20_000, readPath);

/** Reads a path; what is asked for again and again is read once. */
export function targetOf(path: string): Target {
  return path.length > LONGEST_REMEMBERED ? readPath(path) : known(path);
}

/** The route that a path belongs to. */
export function routeOf(path: string): Route {
  return targetOf(path).route;
}

function readPath(path: string): Target {
  const end = path.indexOf("?");
  const text = path.slice(path.lastIndexOf("/", end < 0 ? undefined : end) + 1, end < 0 ? undefined : end);
  return { route: routeByPrefix(path), id: /^\d{1,9}$/.test(text) ? Number(text) : undefined };
}

function routeByPrefix(path: string): Route {
  if (path.startsWith("/products/")) return "/products/:id";
  if (path.startsWith("/api/products/")) return "/api/products/:id";
  if (path.startsWith("/categories/")) return "/categories/:id";
  if (path.startsWith("/static/")) return "/static/*";
  return path.startsWith("/images/") ? "/images/*" : "other";
}
