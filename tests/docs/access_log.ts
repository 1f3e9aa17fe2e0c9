/** A quarter of an hour in a web server's log, in the Combined Log Format: what the pages call access.log. */
export function accessLog(): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return Array.from({ length: 900 }, (_, index) => {
    const at = `22/Nov/2026:10:${two(Math.floor(index / 60))}:${two(index % 60)} +0000`;
    return `10.0.0.${index % 9} - - [${at}] "GET /p/${(index * index) % 97} HTTP/1.1" 200 512 "-" "-"\n`;
  }).join("");
}

export async function gzipped(text: string): Promise<Uint8Array> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
