import { assert, assertEquals } from "@std/assert";
import { eTag, serveDir, serveFile, STATUS_CODE, STATUS_TEXT } from "@std/http";

const TEXT = "0123456789";

async function makeRoot(): Promise<string> {
  const root = await Deno.makeTempDir();
  await Deno.mkdir(`${root}/sub`);
  await Deno.writeTextFile(`${root}/sub/index.html`, "<h1>Sub</h1>");
  await Deno.writeTextFile(`${root}/digits.txt`, TEXT);
  await Deno.writeTextFile(`${root}/empty.txt`, "");
  await Deno.writeTextFile(`${root}/.secret`, "secret");
  return root;
}

const root = await makeRoot();
const file = `${root}/digits.txt`;
addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));

function get(path: string, headers: HeadersInit = {}, method = "GET"): Request {
  return new Request(`http://localhost${path}`, { headers, method });
}

Deno.test("serveFile() sends the file and describes it", async () => {
  const response = await serveFile(get("/"), file);
  const info = await Deno.stat(file);
  assertEquals([response.status, response.statusText, await response.text()], [200, "OK", TEXT]);
  assertEquals(response.headers.get("content-type"), "text/plain; charset=UTF-8");
  assertEquals(response.headers.get("content-length"), "10");
  assertEquals(response.headers.get("accept-ranges"), "bytes");
  assertEquals(response.headers.get("etag"), await eTag(info) ?? null);
  assertEquals(response.headers.get("last-modified"), info.mtime?.toUTCString() ?? null);
});

Deno.test("serveFile() cuts out ranges", async () => {
  const cases: [range: string, status: number, contentRange: string | null, body: string][] = [
    ["bytes=0-3", 206, "bytes 0-3/10", "0123"],
    ["bytes=4-", 206, "bytes 4-9/10", "456789"],
    ["bytes=-3", 206, "bytes 7-9/10", "789"],
    ["bytes=-30", 206, "bytes 0-9/10", TEXT],
    ["bytes=8-99", 206, "bytes 8-9/10", "89"],
    ["bytes=10-", 416, "bytes */10", "Range Not Satisfiable"],
    ["bytes=5-2", 416, "bytes */10", "Range Not Satisfiable"],
    ["bytes=-", 200, null, TEXT],
    ["lines=1-2", 200, null, TEXT],
  ];
  for (const [range, status, contentRange, body] of cases) {
    const response = await serveFile(get("/", { range }), file);
    assertEquals([response.status, response.headers.get("content-range")], [status, contentRange], range);
    assertEquals(await response.text(), body, range);
  }
});

Deno.test("serveFile() ignores the range on an empty file", async () => {
  const response = await serveFile(get("/", { range: "bytes=0-3" }), `${root}/empty.txt`);
  assertEquals([response.status, await response.text()], [200, ""]);
});

Deno.test("serveFile() answers 304 to who has it", async () => {
  const first = await serveFile(get("/", {}, "HEAD"), file);
  const etag = first.headers.get("etag") ?? "";
  const date = first.headers.get("last-modified") ?? "";
  const cases: [headers: HeadersInit, status: number][] = [
    [{ "if-none-match": etag }, 304],
    [{ "if-none-match": etag.slice(2) }, 304],
    [{ "if-none-match": `"other"` }, 200],
    [{ "if-modified-since": date }, 304],
    [{ "if-modified-since": "Fri, 02 Feb 1996 03:04:05 GMT" }, 200],
    [{ "if-none-match": `"other"`, "if-modified-since": date }, 200],
  ];
  for (const [headers, status] of cases) {
    const response = await serveFile(get("/", headers), file);
    await response.body?.cancel();
    assertEquals(response.status, status, Deno.inspect(headers));
  }
});

Deno.test("serveFile() refuses other methods, directories and what is not there", async () => {
  assertEquals((await serveFile(get("/", {}, "POST"), file)).status, 405);
  assertEquals((await serveFile(get("/"), root)).status, 404);
  assertEquals((await serveFile(get("/"), `${root}/missing`)).status, 404);
});

Deno.test("serveDir() finds files, index pages and canonical paths", async () => {
  const cases: [path: string, status: number, location: string | null][] = [
    ["/digits.txt", 200, null],
    ["/digits.txt/", 301, "http://localhost/digits.txt"],
    ["/sub/", 200, null],
    ["/sub", 301, "http://localhost/sub/"],
    ["//digits.txt", 301, "http://localhost/digits.txt"],
    ["/", 404, null],
    ["/.secret", 404, null],
    ["/..%2f..%2fetc/passwd", 301, "http://localhost/etc/passwd"],
    ["/missing", 404, null],
    ["/%E0%A4%A", 500, null],
  ];
  for (const [path, status, location] of cases) {
    const response = await serveDir(get(path), { fsRoot: root, quiet: true });
    await response.body?.cancel();
    assertEquals([response.status, response.headers.get("location")], [status, location], path);
  }
});

Deno.test("serveDir() takes its options", async () => {
  const options = {
    fsRoot: root,
    quiet: true,
    urlRoot: "static",
    enableCors: true,
    headers: ["cache-control: no-cache"],
  };
  const response = await serveDir(get("/static/digits.txt"), options);
  assertEquals(await response.text(), TEXT);
  assertEquals(response.headers.get("access-control-allow-origin"), "*");
  assertEquals(response.headers.get("cache-control"), "no-cache");
  assertEquals((await serveDir(get("/digits.txt"), options)).status, 404);
  assertEquals((await serveDir(get("/static/digits.txt", {}, "HEAD"), options)).status, 405);
  const secret = await serveDir(get("/.secret"), { fsRoot: root, quiet: true, showDotfiles: true });
  assertEquals(await secret.text(), "secret");
});

Deno.test("STATUS_TEXT has a text for each of STATUS_CODE", () => {
  for (const code of Object.values(STATUS_CODE)) assert(STATUS_TEXT[code].length > 1);
  assertEquals(STATUS_TEXT[STATUS_CODE.Teapot], "I'm a teapot");
  assertEquals(STATUS_TEXT[STATUS_CODE.IMUsed], "IM Used");
});
