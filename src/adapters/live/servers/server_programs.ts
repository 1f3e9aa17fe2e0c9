import { EXIT, Failure } from "../../../base/errors.ts";

/** Where Debian keeps PostgreSQL's programs, which are on nobody's path; the newest first. */
const POSTGRES_FOLDERS = ["17", "16", "15", "14"].map((version) => `/usr/lib/postgresql/${version}/bin`);
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];
/** Where Debian keeps nginx's modules. */
const MODULE_FOLDERS = ["/usr/lib/nginx/modules"];

/** The path of an installed program or module; undefined when there is none. */
export function programPath(name: string): string | undefined {
  const folders = [
    ...(Deno.env.get("PATH") ?? "").split(":"),
    ...POSTGRES_FOLDERS,
    ...SYSTEM_FOLDERS,
    ...MODULE_FOLDERS,
  ];
  return folders.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** @throws Failure `program-missing` (exit status 4), saying which package has it. */
export function neededProgram(name: string, debianPackage: string): string {
  const path = programPath(name);
  if (path !== undefined) return path;
  const howTo = `apt-get install --no-install-recommends ${debianPackage}`;
  throw new Failure("program-missing", `Cannot start a server: ${name} must be installed (${howTo}): received none`, {
    exitStatus: EXIT.unreachable,
  });
}
