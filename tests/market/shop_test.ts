import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { productOf, textOf } from "../../src/market/catalogue.ts";
import { fileAt, SHOP_FILES } from "../../src/market/files.ts";
import { renderPage, TEMPLATE_BYTES } from "../../src/market/page.ts";
import { routeOf } from "../../src/market/route.ts";
import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import { readStatement } from "../../src/database/statement.ts";
import { baseline } from "../../src/designs/registered.ts";
import type { Method } from "../../src/ports/http.ts";
import { withStack } from "../support/stack_world.ts";

Deno.test("shop: every path has its route", () => {
  const routes = {
    "/products/1": "/products/:id",
    "/api/products/1?fields=all": "/api/products/:id",
    "/categories/2": "/categories/:id",
    "/static/3": "/static/*",
    "/images/4": "/images/*",
    "/api/orders/1": "other",
    "/": "other",
  };
  for (const [path, route] of Object.entries(routes)) assertEquals(routeOf(path), route);
});

Deno.test("shop: odd requests get a plain refusal, never an error", () => {
  withStack(baseline, function* ({ stack, probe }) {
    const answer = function* (method: Method, path: string, body?: unknown) {
      return (yield* stack.fetch({ method, path, headers: {}, body })).status;
    };
    for (
      const path of [
        "/",
        "/products/",
        "/products/-1",
        "/products/1e3",
        "/products/1234567890",
        "/products/1/2x",
        "/products/%31",
      ]
    ) assertEquals(yield* answer("GET", path), 404, path);
    assertEquals(yield* answer("GET", "/products/12?sort=price&page=2/3"), 200);
    for (
      const [method, path] of [["DELETE", "/products/1"], ["PUT", "/api/products/1"], ["POST", "/products/1"]] as const
    ) {
      assertEquals(yield* answer(method, path), 405);
    }
    for (
      const body of [undefined, null, [], "text", {}, { priceCents: "12" }, { priceCents: NaN }, { priceCents: 1e12 }]
    ) {
      assertEquals(yield* answer("POST", "/api/products/1", body), 400);
    }
    assertEquals(yield* answer("POST", "/api/products/1", { priceCents: 0 }), 204);
    assertEquals(probe.degraded(), []);
  });
});

Deno.test("shop: its statements are read as what they are", () => {
  const kinds = Object.entries(SHOP_SQL).map((
    [name, sql],
  ) => [name, readStatement(sql).kind, readStatement(sql).tables]);
  assertEquals(kinds, [
    ["product", "read", ["products"]],
    ["reviews", "read", ["reviews"]],
    ["categories", "read", ["categories"]],
    ["category", "read", ["products"]],
    ["updatePrice", "write", ["products"]],
  ]);
});

Deno.test("catalogue: a product is the same every time, and descriptions weigh what they are said to", () => {
  assertEquals(productOf(123), productOf(123));
  const sizes = Array.from({ length: 5000 }, (_, id) => productOf(id).descriptionBytes).sort((one, other) =>
    one - other
  );
  assert(sizes[0]! >= 400 && sizes.at(-1)! <= 12_000);
  assertAlmostEquals(sizes[2500]!, 2000, 250);
  for (const sizeBytes of [0, 1, 999, 12_000]) assertEquals(textOf(5, sizeBytes).length, sizeBytes);
  assertEquals(textOf(7, 300), textOf(7, 300));
});

Deno.test("pages: around the data stands exactly what the template is said to weigh", () => {
  for (const template of ["product-page", "category-page"] as const) {
    for (const data of [[], [[{ id: 1 }]]]) {
      const page = renderPage(template, data);
      assertEquals(new TextEncoder().encode(page).length, TEMPLATE_BYTES[template] + JSON.stringify(data).length);
      assert(page.endsWith("</html>"));
    }
  }
  assertEquals(renderPage("json", [{ id: 1 }]), '[{"id":1}]');
});

Deno.test("files: each has its path and a size within its bounds", () => {
  for (const file of SHOP_FILES) {
    assertEquals(fileAt(file.path), file);
    assert(file.sizeBytes >= 4000 && file.sizeBytes <= 120_000);
  }
  assertEquals(fileAt("/static/none"), undefined);
});
