import { assertEquals } from "@std/assert";
import { createCompression } from "../../src/compression/compression.ts";
import { immediate } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { cacheControlByRoute } from "../../src/http/cache_control.ts";
import { entityTags } from "../../src/http/entity_tags.ts";
import type { WebReply, WebRequest } from "../../src/ports/http.ts";
import { modelContent, recordingProbe, reply, request } from "./fixtures.ts";

const probe = recordingProbe();

function ask(answer: WebReply, asked: WebRequest, options: { weak?: boolean } = {}): WebReply {
  const tier = entityTags({ content: modelContent(), probe, ...options });
  return simulate(() => tier(() => immediate(answer))(asked));
}

Deno.test("a 200 gets a strong tag, a weak one on request, and keeps its own", () => {
  assertEquals(ask(reply(), request("/")).headers.etag, '"7"');
  assertEquals(ask(reply(), request("/"), { weak: true }).headers.etag, 'W/"7"');
  assertEquals(ask(reply({ etag: '"mine"' }), request("/")).headers.etag, '"mine"');
});

const NO_TAG: readonly [string, WebReply, WebRequest][] = [
  ["a mutation", reply(), request("/", {}, "POST")],
  ["an error", reply({}, { status: 500 }), request("/")],
  ["a reply without content", reply({}, { body: undefined }), request("/")],
  ["what must not be stored", reply({ "cache-control": "no-store" }), request("/")],
];
for (const [what, answer, asked] of NO_TAG) {
  Deno.test(`${what} gets no tag`, () => assertEquals(ask(answer, asked), answer));
}

const CONDITIONS: readonly [condition: string, status: number][] = [
  ['"7"', 304],
  ['W/"7"', 304],
  ['"1", W/"7"', 304],
  ["*", 304],
  ['"1"', 200],
  ['"77", "17"', 200],
  ["nonsense", 200],
];
for (const [condition, status] of CONDITIONS) {
  for (const method of ["GET", "HEAD"] as const) {
    Deno.test(`${method} with If-None-Match ${condition} gives ${status}, for a strong tag and a weak one`, () => {
      const asked = request("/", { "if-none-match": condition }, method);
      assertEquals(ask(reply(), asked).status, status);
      assertEquals(ask(reply(), asked, { weak: true }).status, status);
    });
  }
}

Deno.test("a 304 keeps what RFC 9110 lists and nothing else", () => {
  const kept = { "cache-control": "no-cache", vary: "cookie", date: "today", expires: "0", "content-location": "/x" };
  const answer = reply({ ...kept, "content-type": "text/html", "content-length": "4000", etag: '"7"' });
  const expected = { status: 304, headers: { ...kept, etag: '"7"' }, body: undefined, servedBy: "conditional" };
  assertEquals(ask(answer, request("/", { "if-none-match": '"7"' })), expected);
});

Deno.test("a hash that fails costs the tag, not the reply", () => {
  const failures = recordingProbe();
  const content = modelContent({
    entityTag: () => {
      throw new RangeError("no digest");
    },
  });
  const fetch = entityTags({ content, probe: failures })(() => immediate(reply()));
  assertEquals(simulate(() => fetch(request("/"))), reply());
  assertEquals(failures.events, [{ kind: "degraded", component: "entity-tags", reason: "no digest" }]);
});

Deno.test("the whole pipe: coded and weak at first, then a 304 in the weak form without a codec's work", () => {
  const content = modelContent();
  const application = () => immediate(reply({ "content-type": "text/html" }));
  simulate(function* (clock) {
    const { tier } = createCompression({ content, clock, probe });
    const fetch = tier(entityTags({ content, probe })(cacheControlByRoute()(application)));
    const browser = { "accept-encoding": "gzip, br" };
    const first = yield* fetch(request("/products/7", browser));
    assertEquals([first.status, first.headers.etag, content.compressed.length], [200, 'W/"7"', 1]);
    const second = yield* fetch(request("/products/7", { ...browser, "if-none-match": 'W/"7"' }));
    assertEquals(content.compressed.length, 1);
    assertEquals(second, {
      status: 304,
      headers: { etag: 'W/"7"', "cache-control": "public, max-age=0, must-revalidate", vary: "accept-encoding" },
      body: undefined,
      servedBy: "conditional",
    });
    return 0;
  });
});
