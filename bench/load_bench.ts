import { runLoad, USUAL_LIMITS } from "../src/adapters/live/load/run_load.ts";
import { ReplyParser } from "../src/adapters/live/load/reply_parser.ts";
import { reachTarget } from "../src/adapters/live/load/target.ts";

/**
 * Cost of the load generator.
 *
 * `deno bench -A bench/load_bench.ts` compares its reply parser with decoding a reply's head as text.
 *
 * `deno run -A bench/load_bench.ts --table [rounds] [seconds a run]` prints requests per second of client processor time against wrk, on a
 * hello-world server in a process of its own. Runs are interleaved (A B C A B C …), since the rates of a shared machine drift: only
 * ratios within a round count.
 */
const CONNECTIONS = 50;
const KINDS = ["wrk", "epoll", "streams"] as const;
type Kind = (typeof KINDS)[number];

const HELLO = `Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) },
  () => new Response("Hello World"));`;

const REPLY = new TextEncoder().encode(
  "HTTP/1.1 200 OK\r\ncontent-type: text/plain;charset=UTF-8\r\nvary: Accept-Encoding\r\ncontent-length: 11\r\n" +
    "date: Sun, 22 Nov 2026 10:00:00 GMT\r\n\r\nHello World",
);

Deno.bench("text", { group: "one reply", baseline: true }, () => {
  const [head] = new TextDecoder().decode(REPLY).split("\r\n\r\n");
  const fields = head!.split("\r\n").slice(1).map((line) => line.split(": "));
  trusted(Number(fields.find(([name]) => name!.toLowerCase() === "content-length")![1]));
});

const parser = new ReplyParser();
Deno.bench("ReplyParser", { group: "one reply" }, () => {
  parser.begin(false);
  parser.push(REPLY, REPLY.length);
  trusted(parser.bodyBytes);
});

function trusted(bodyBytes: number): void {
  if (bodyBytes !== 11) {
    throw new RangeError(`Cannot trust the bench: the body must weigh 11 bytes: received ${bodyBytes}`);
  }
}

if (Deno.args[0] === "client") await client(Deno.args.slice(1) as [string, "epoll" | "streams", string]);
else if (Deno.args[0] === "--table") await series(Number(Deno.args[1] ?? 5), Number(Deno.args[2] ?? 3));

/** Runs as a process of its own: what it prints are its replies. Its start-up is measured by a run of no length and taken off. */
async function client([url, transport, seconds]: [string, "epoll" | "streams", string]): Promise<void> {
  const request = { method: "GET", path: "/", headers: { "accept-encoding": "gzip, deflate, br" } } as const;
  const record = await runLoad({
    target: await reachTarget(new URL(url)),
    requests: {
      count: 50_000_000,
      atMs: new Float64Array(0),
      make: () => request,
      seen: () => {},
      routeOf: () => "/",
    },
    model: { kind: "closed", users: CONNECTIONS, thinkMs: 0, durationMs: Number(seconds) * 1000 },
    limits: USUAL_LIMITS,
    windowMs: 1000,
    isOurs: false,
    transport,
  });
  if (record.replies !== record.requests) {
    throw new RangeError("Cannot trust the bench: every request must be answered");
  }
  console.log(record.replies);
}

async function series(rounds: number, seconds: number): Promise<void> {
  const server = new Deno.Command(Deno.execPath(), { args: ["eval", HELLO], stdout: "piped", stderr: "null" }).spawn();
  try {
    const reader = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const url = `http://127.0.0.1:${Number((await reader.read()).value)}/`;
    const rates = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));
    const startUps: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const kind of KINDS) {
        const startUp = kind === "wrk" ? { cpuSeconds: 0 } : await run(kind, url, 0.001);
        if (kind !== "wrk") startUps.push(startUp.cpuSeconds);
        const { replies, cpuSeconds } = await run(kind, url, seconds);
        rates.get(kind)!.push(replies / (cpuSeconds - startUp.cpuSeconds));
      }
    }
    console.log(
      `requests per client CPU-second, ${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s, interleaved`,
    );
    const startUp = startUps.reduce((sum, one) => sum + one, 0) / startUps.length;
    console.log(`the runtime's start-up, ${startUp.toFixed(2)} CPU-seconds a run, is taken off`);
    for (const kind of KINDS) {
      const own = rates.get(kind)!;
      const ratios = own.map((rate, round) => rate / rates.get("wrk")![round]!).sort((one, other) => one - other);
      const shown = own.map((rate) => Math.round(rate / 1000)).join(" ");
      const [least, middle, most] = [ratios[0]!, ratios[ratios.length >> 1]!, ratios.at(-1)!].map((one) =>
        one.toFixed(2)
      );
      console.log(`${kind.padEnd(8)} ${shown} thousand; ratio to wrk: median ${middle}, ${least} to ${most}`);
    }
  } finally {
    server.kill("SIGKILL");
    await server.status;
  }
}

/** Runs a client and reads its processor time, user and system, from GNU time. */
async function run(kind: Kind, url: string, seconds: number): Promise<{ replies: number; cpuSeconds: number }> {
  const own = [Deno.execPath(), "run", "--allow-all", import.meta.filename!, "client", url, kind, String(seconds)];
  const wrk = ["wrk", "-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "-H", "Accept-Encoding: gzip, deflate, br", url];
  const args = ["-f", "cpu %U %S", ...(kind === "wrk" ? wrk : own)];
  const { stdout, stderr, success } = await new Deno.Command("/usr/bin/time", { args }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  const cpu = /cpu ([\d.]+) ([\d.]+)/.exec(err!);
  if (!success || cpu === null) throw new RangeError(`Cannot run ${kind}: it must end well: received ${err}`);
  const replies = Number(kind === "wrk" ? /(\d+) requests in/.exec(out!)![1] : out!.trim());
  return { replies, cpuSeconds: Number(cpu[1]) + Number(cpu[2]) };
}
