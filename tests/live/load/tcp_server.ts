/** What a scripted server says to a request: text to write, then perhaps an end. */
export type Script = (request: string, connection: Deno.TcpConn) => Promise<"keep" | "close" | "reset">;

/** A TCP server that reads whole request heads and does what the script says. */
export function scriptedServer(script: Script): { url: string; close(): Promise<void> } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  const serve = async (connection: Deno.TcpConn) => {
    open.add(connection);
    const buffer = new Uint8Array(64 * 1024);
    const decoder = new TextDecoder();
    let pieces: string[] = [];
    let tail = "";
    try {
      for (;;) {
        const length = await connection.read(buffer);
        if (length === null) break;
        const piece = decoder.decode(buffer.subarray(0, length));
        pieces.push(piece);
        // The end alone is looked at: a large request comes in many pieces.
        tail = (tail + piece).slice(-4);
        if (tail !== "\r\n\r\n") continue;
        const request = pieces.join("");
        pieces = [];
        if (await script(request, connection) !== "keep") break;
      }
    } catch {
      // The client went away.
    }
    open.delete(connection);
    try {
      connection.close();
    } catch {
      // It is closed already.
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) serve(connection);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    close: async () => {
      listener.close();
      await accepting.catch(() => {});
      for (const connection of open) connection.close();
    },
  };
}

export async function write(connection: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let left = bytes; left.length > 0;) left = left.subarray(await connection.write(left));
}
