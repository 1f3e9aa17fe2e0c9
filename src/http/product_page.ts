import type { WebRequest } from "../ports/http.ts";

/** Whether a request asks for a product page: the way whose steps are measured. */
export function isProductPage(request: WebRequest): boolean {
  return request.method === "GET" && request.path.startsWith("/products/");
}
