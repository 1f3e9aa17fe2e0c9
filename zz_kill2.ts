import postgres from "postgres";
import { postgresControl, startPostgres } from "./tests/support/servers.ts";
const server = await startPostgres();
let bad = 0;
globalThis.addEventListener("unhandledrejection", (e) => {
  bad++;
  console.log("UNHANDLED REJECTION", e.reason?.message, e.reason?.stack?.slice(0, 600));
  e.preventDefault();
});
globalThis.addEventListener("error", (e) => {
  bad++;
  console.log("UNCAUGHT ERROR", e.error?.message, e.error?.stack?.slice(0, 900));
  e.preventDefault();
});
const sh = async (c: string) =>
  new TextDecoder().decode((await new Deno.Command("bash", { args: ["-c", c] }).output()).stdout);
const dir = (await sh(`ps -eo args | grep "[p]ostgres -D.*-p ${server.port}" | head -1`)).match(/-D (\S+)/)![1];
const big = "x".repeat(20000);
for (let round = 0; round < 6; round++) {
  const all = Array.from({ length: 30 }, () => postgres(server.url, { max: 1, onnotice() {}, connect_timeout: 2 }));
  let go = true;
  const errors = new Map<string, number>();
  const loops = all.map(async (s, i) => {
    while (go) {
      try {
        if (i % 3) await s.unsafe("select $1::text", [big], { prepare: true });
        else await s.unsafe("select pg_sleep(0.01)");
      } catch (e) {
        errors.set(e.code, (errors.get(e.code) ?? 0) + 1);
        if (i % 5 === 0) {
          s.end({ timeout: 0 });
          break;
        }
        await new Promise((r) => setTimeout(r, 20));
      }
    }
  });
  await new Promise((r) => setTimeout(r, 700));
  const pids = (await sh(`ps -eo pid,ppid,args | grep "[p]ostgres -D.*-p ${server.port}"`)).trim().split(/\s+/)[0];
  await sh(round % 2 ? `kill -9 ${pids} $(pgrep -P ${pids})` : `kill -9 ${pids}`);
  await new Promise((r) => setTimeout(r, 500));
  if (round % 3 === 0) all.forEach((s) => s.end({ timeout: 0 }));
  go = false;
  await Promise.race([Promise.all(loops), new Promise((r) => setTimeout(r, 3000, "loops stuck"))]).then((x) =>
    x === "loops stuck" && console.log(x)
  );
  await Promise.all(all.map((s) => s.end({ timeout: 0 })));
  console.log(round, errors);
  await sh(
    `rm -f ${dir}/postmaster.pid; runuser -u postgres -- ${postgresControl} -D ${dir} -w -l ${dir}/../log -o "-p ${server.port} -k ${dir}/.. -c listen_addresses=127.0.0.1 -c fsync=off" start`,
  );
}
console.log("end, bad", bad);
await server.stop();
