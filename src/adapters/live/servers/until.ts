import { EXIT, Failure } from "../../../base/errors.ts";

/** Waits until a condition holds, looking often at first. @throws Failure `server-late` (exit status 4) */
export async function until(what: string, holds: () => Promise<boolean>, limitMs = 30_000): Promise<void> {
  const startedMs = performance.now();
  for (let pauseMs = 5;; pauseMs = Math.min(100, pauseMs * 1.5)) {
    if (await holds()) return;
    if (performance.now() - startedMs > limitMs) {
      throw new Failure(
        "server-late",
        `Cannot wait for ${what} any longer: it must be within ${limitMs} ms: received nothing`,
        {
          exitStatus: EXIT.unreachable,
        },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
