import { assert, assertEquals, assertFalse } from "@std/assert";
import { eTag, ifMatch, ifNoneMatch } from "@std/http/etag";

/** The tags that the real package's tests expect. */
const HELLO_DENO = `"a-YdfmHmj2RiwOVqJupcf3PLK9PuJ"`;
const EMPTY = `"0-47DEQpj8HBSa+/TImW+5JCeuQeR"`;
const FILE = { size: 1024, mtime: new Date(Date.UTC(96, 1, 2, 3, 4, 5, 6)) };
const FILE_TAG = `W/"400-H0YzXysQPV20qNisAZMuvAEVuHV"`;

Deno.test("eTag() tags content", async () => {
  assertEquals(await eTag("hello deno"), HELLO_DENO);
  assertEquals(await eTag(new TextEncoder().encode("hello deno")), HELLO_DENO);
  assertEquals(await eTag(""), EMPTY);
  assertEquals(await eTag(new Uint8Array()), EMPTY);
  assertEquals(await eTag("", { algorithm: "SHA-512" }), EMPTY);
});

Deno.test("eTag() counts bytes, not characters", async () => {
  assert((await eTag("é")).startsWith(`"2-`));
});

Deno.test("eTag() tags files weakly", async () => {
  assertEquals(await eTag(FILE), FILE_TAG);
  assertEquals(await eTag({ size: 1024, mtime: null }), undefined);
});

Deno.test("eTag() takes orders about weakness and digest", async () => {
  assertEquals(await eTag("hello deno", { weak: true }), `W/${HELLO_DENO}`);
  assertEquals(await eTag(FILE, { weak: false }), FILE_TAG.slice(2));
  assert(await eTag("hello deno", { algorithm: "SHA-1" }) !== HELLO_DENO);
});

Deno.test("ifMatch() compares strongly", () => {
  assert(ifMatch(HELLO_DENO, HELLO_DENO));
  assert(ifMatch(`"abcdefg", ${HELLO_DENO}`, HELLO_DENO));
  assert(ifMatch(" * ", HELLO_DENO));
  assertFalse(ifMatch(`"abcdefg"`, HELLO_DENO));
  assertFalse(ifMatch("*", FILE_TAG));
  assertFalse(ifMatch(null, HELLO_DENO));
  assertFalse(ifMatch("*", undefined));
});

Deno.test("ifNoneMatch() compares weakly", () => {
  assert(ifNoneMatch(`"abcdefg"`, HELLO_DENO));
  assert(ifNoneMatch(null, HELLO_DENO));
  assert(ifNoneMatch("*", undefined));
  assertFalse(ifNoneMatch(HELLO_DENO, HELLO_DENO));
  assertFalse(ifNoneMatch(`"abcdefg", ${HELLO_DENO}`, HELLO_DENO));
  assertFalse(ifNoneMatch("*", HELLO_DENO));
  assertFalse(ifNoneMatch(FILE_TAG, FILE_TAG));
  assertFalse(ifNoneMatch(FILE_TAG.slice(2), FILE_TAG));
});
