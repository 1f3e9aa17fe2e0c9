import { assert } from "@std/assert";
import { allPages, ROOT } from "./pages.ts";

Deno.test("the modules of the pages type-check as they stand", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tierlab-docs-" });
  try {
    const files: string[] = [];
    for (const [path, { modules }] of allPages()) {
      for (const [name, text] of modules) {
        const file = `${folder}/${path.replaceAll(/\W/g, "_")}_${name}`;
        await Deno.writeTextFile(file, text);
        files.push(file);
      }
    }
    assert(files.length >= 2, "a scenario and a design");
    await succeeds(["check", "--quiet", `--config=${ROOT}deno.json`, ...files]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the examples of the library's pages run and hold", async () => {
  const pages = ["README.md", "docs/library.md"].map((path) => ROOT + path);
  await succeeds(["test", "--quiet", "--doc", "--allow-all", `--config=${ROOT}deno.json`, ...pages]);
});

async function succeeds(args: readonly string[]): Promise<void> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], cwd: ROOT, env: { NO_COLOR: "1" } });
  const { success, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert(success, `deno ${args.join(" ")}:\n${text(stdout)}${text(stderr)}`);
}
