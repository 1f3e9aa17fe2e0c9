import { EXIT, Failure } from "../base/errors.ts";

/**
 * Writes a file whole or not at all: beside its place first, then renamed.
 *
 * @throws Failure `cannot-write` (exit status 4)
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await Deno.mkdir(folderOf(path), { recursive: true });
    await Deno.writeTextFile(beside, text);
    await Deno.rename(beside, path);
  } catch (error) {
    await Deno.remove(beside).catch(() => undefined);
    throw unreachable("cannot-write", `Cannot write ${path}: its folder must be writable`, error);
  }
}

/** @throws Failure `cannot-read` (exit status 4) */
export async function readText(path: string, what: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw unreachable("cannot-read", `Cannot read ${what} ${path}: it must be a readable file`, error);
  }
}

function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end <= 0 ? (end === 0 ? "/" : ".") : path.slice(0, end);
}

function unreachable(code: string, message: string, cause: unknown): Failure {
  const received = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
  return new Failure(code, `${message}: received ${received}`, { exitStatus: EXIT.unreachable, cause });
}
