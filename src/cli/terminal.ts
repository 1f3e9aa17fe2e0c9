/** Where a command writes: results to stdout, all else to stderr. */
export interface Terminal {
  /** One line to stdout. */
  print(line: string): void;
  /** One line to stderr. */
  tell(line: string): void;
  /** Whether a person watches stderr. */
  readonly isWatched: boolean;
}

const encoder = new TextEncoder();

export const terminal: Terminal = {
  print: (line) => writeAll(Deno.stdout, `${line}\n`),
  tell: (line) => writeAll(Deno.stderr, `${line}\n`),
  isWatched: Deno.stderr.isTerminal(),
};

/** A reader that went away (a closed pipe) is no error of ours. */
function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = encoder.encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
