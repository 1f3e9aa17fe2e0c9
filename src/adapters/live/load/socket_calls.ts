/** The system calls of a socket client, from glibc on Linux. */
const SYMBOLS = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  // glibc 2.35, Linux 5.11: waits for nanoseconds instead of milliseconds.
  epoll_pwait2: { parameters: ["i32", "buffer", "i32", "buffer", "pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

export type SocketCalls = Deno.DynamicLibrary<typeof SYMBOLS>;

/**
 * Undefined where the calls are not at hand: another system, another C library, or no permission (`--allow-ffi`); a program goes on with
 * the runtime's own sockets then. Asks nobody for the permission.
 */
export function socketCalls(): SocketCalls | undefined {
  if (Deno.build.os !== "linux") return undefined;
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") return undefined;
  try {
    return Deno.dlopen("libc.so.6", SYMBOLS);
  } catch {
    return undefined;
  }
}

/** `struct sockaddr_in` or `sockaddr_in6` with its family; undefined for a text that is no address. */
export function socketAddress(
  ip: string,
  port: number,
): { family: number; bytes: Uint8Array<ArrayBuffer> } | undefined {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(ip);
  const bytes = new Uint8Array(four ? 16 : 28);
  const view = new DataView(bytes.buffer);
  const family = four ? 2 : 10;
  // The family is in the machine's order, which is little-endian wherever Deno runs; the port in the network's.
  view.setUint16(0, family, true);
  view.setUint16(2, port);
  const host = four ? four.slice(1).map(Number) : ipv6Bytes(ip);
  if (host === undefined) return undefined;
  bytes.set(host, four ? 4 : 8);
  return { family, bytes };
}

function ipv6Bytes(ip: string): number[] | undefined {
  if (!/^[0-9a-f:]+$/i.test(ip)) return undefined;
  const [before, after] = ip.split("::").map((half) => half === "" ? [] : half.split(":"));
  const zeros = 8 - before!.length - (after?.length ?? 0);
  if (zeros < 0 || (after === undefined && zeros !== 0)) return undefined;
  const groups = [...before!, ...Array<string>(zeros).fill("0"), ...(after ?? [])];
  return groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
}
