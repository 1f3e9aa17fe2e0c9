export { serveDir, type ServeDirOptions } from "./serve_dir.ts";
export { serveFile, type ServeFileOptions } from "./serve_file.ts";
