import { assertEquals, assertRejects } from "@std/assert";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { readTraceFile } from "../../src/adapters/live/trace_file.ts";
import { Failure } from "../../src/base/errors.ts";
import { traceOf } from "../../src/trace/trace_of.ts";
import { writeOracleGeneral } from "../../src/trace/write_oracle_general.ts";
import { joined } from "./reading.ts";

const keys = Array.from({ length: 100_000 }, (_, index) => (index * index) % 5003);
const bytes = joined(writeOracleGeneral(traceOf(keys)));

Deno.test("plain, gzip (several members too) and zstd files give the same trace", async () => {
  const folder = await Deno.makeTempDir();
  const half = 24 * 50_000 + 5;
  const contents = {
    "t.bin": bytes,
    "t.gz": gzipSync(bytes),
    "t.members.gz": joined([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))]),
    "t.zst": zstdCompressSync(bytes),
  };
  for (const [name, content] of Object.entries(contents)) {
    await Deno.writeFile(`${folder}/${name}`, new Uint8Array(content));
    const trace = await readTraceFile(`${folder}/${name}`);
    assertEquals([trace.ids.length, trace.objects, trace.keys.text(trace.ids[77]!)], [
      100_000,
      2502,
      String(77 * 77 % 5003),
    ], name);
  }
  const limited = await readTraceFile(`${folder}/t.zst`, { limit: 1000 });
  assertEquals(limited.ids.length, 1000);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("what cannot be read exits 4, what is no trace exits 2", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeFile(`${folder}/cut.gz`, gzipSync(bytes).subarray(0, 1000));
  await Deno.writeFile(`${folder}/cut.zst`, zstdCompressSync(bytes).subarray(0, 1000));
  await Deno.writeFile(`${folder}/cut.bin`, bytes.subarray(0, 1000));
  await Deno.writeFile(`${folder}/empty`, new Uint8Array(0));
  const cases: [string, number, string][] = [
    ["absent", 4, "ENOENT"],
    ["", 4, "EISDIR"],
    ["cut.gz", 2, "sound gzip data"],
    ["cut.zst", 2, "sound zstd data"],
    ["cut.bin", 2, "16 bytes of record 42 at offset 984"],
    ["empty", 2, "received 0 bytes"],
  ];
  for (const [name, exitStatus, words] of cases) {
    const error = await assertRejects(() => readTraceFile(`${folder}/${name}`), Failure, words, name);
    assertEquals([error.exitStatus, error.message.includes("\n")], [exitStatus, false], name);
  }
  await Deno.remove(folder, { recursive: true });
});
