import { assert, assertEquals, assertRejects } from "@std/assert";
import { ProcessFaults } from "../../../src/adapters/live/faults/process_faults.ts";

/** The state that the kernel tells: T for stopped, Z for ended and not yet waited for; undefined when it is gone. */
function stateOf(pid: number): string | undefined {
  try {
    return /^State:\s+(\S)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))![1];
  } catch {
    return undefined;
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert(tries < 3000, `waited 30 s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A shell with a child of its own, as a server with its sessions. */
const start = () =>
  new Deno.Command("sh", { args: ["-c", "sleep 300 & wait"], stdout: "null", stderr: "null" }).spawn();

function childrenOf(pid: number): number[] {
  return Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);
}

Deno.test({
  name: "process: pause stops it with its children and lets them go on; kill ends them, healing starts another",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const first = start();
    let second: Deno.ChildProcess | undefined;
    const faults = new ProcessFaults({
      pid: first.pid,
      restart: () => Promise.resolve({ pid: (second = start()).pid }),
    });
    try {
      await until("the child", () => childrenOf(first.pid).length === 1);
      const all = [first.pid, ...childrenOf(first.pid)];
      await faults.inject({ kind: "pause" });
      await until("the stop", () => all.every((pid) => stateOf(pid) === "T"));
      await faults.heal();
      await until("going on", () => all.every((pid) => stateOf(pid) === "S"));
      await faults.inject({ kind: "kill" });
      assertEquals((await first.status).signal, "SIGKILL");
      await until("the child's end", () => all.every((pid) => [undefined, "Z"].includes(stateOf(pid))));
      await faults.heal();
      assertEquals(faults.pid, second!.pid);
      // Ended already, it cannot be hurt, and nothing is thrown.
      for (const pid of [...childrenOf(second!.pid), second!.pid]) Deno.kill(pid, "SIGKILL");
      await second!.status;
      await faults.inject({ kind: "pause" });
      await faults.heal();
      const error = await assertRejects(() => faults.inject({ kind: "slow", delayMs: 5 }), RangeError);
      assertEquals(error.message, "Cannot make a process slow: a link must stand before it: received none");
    } finally {
      for (const child of [first, second]) {
        try {
          child?.kill("SIGKILL");
        } catch {
          // It has ended.
        }
      }
      await second?.status;
    }
  },
});
