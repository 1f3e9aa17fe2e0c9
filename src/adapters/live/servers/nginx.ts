import { neededProgram } from "./server_programs.ts";
import { type RunningServer, startServer } from "./server_process.ts";

/** What nginx is to be before an application. */
export interface NginxOptions {
  /** @default a free one */
  readonly port?: number;
  /** Ports of the application's instances on the loopback interface, asked in turn. */
  readonly instances: readonly number[];
  readonly proxy?: {
    readonly brotliLevel: number;
    /** Requests a second of one client (its `x-client` field) before it is refused with 429. */
    readonly clientRps: number;
    readonly burst: number;
  };
  /** A second server before the first, with a cache: stands for a content delivery network. */
  readonly cache?: {
    readonly storageBytes: number;
    /** What paths begin with that it may keep; all else passes through untouched. */
    readonly prefixes: readonly string[];
  };
}

const BROTLI = "ngx_http_brotli_filter_module.so";
/** Compression begins there, as ours does. */
const LEAST_BYTES = 1024;
const TYPES = "text/css text/javascript application/javascript application/json image/svg+xml";

/**
 * Starts nginx on a port of the loopback interface: rate limit and compression before the instances, and a shared cache before
 * that, as far as they are asked for. It is one process: what stands between two machines elsewhere is a socket in its folder.
 *
 * @throws Failure `program-missing` (exit status 4), or what the system says when it does not begin to serve.
 */
export function startNginx(options: NginxOptions): Promise<RunningServer> {
  const program = neededProgram("nginx", "nginx");
  const brotli = options.proxy && neededProgram(BROTLI, "libnginx-mod-http-brotli-filter");
  return startServer({
    program,
    port: options.port,
    prepare: (port, folder) =>
      Deno.writeTextFile(`${folder}/nginx.conf`, configurationOf(options, { port, folder, brotli })),
    args: (_port, folder) => ["-p", folder, "-c", `${folder}/nginx.conf`, "-e", `${folder}/error.log`],
    url: (port) => `http://127.0.0.1:${port}`,
    ready: async (port) => {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    },
  });
}

function configurationOf(
  options: NginxOptions,
  own: { port: number; folder: string; brotli: string | undefined },
): string {
  const { instances, proxy, cache } = options;
  const { port, folder, brotli } = own;
  const inner = cache === undefined ? `127.0.0.1:${port}` : `unix:${folder}/proxy.sock`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) =>
    `${name}_temp_path ${folder}/${name};`
  );
  return `daemon off;
worker_processes 1;
pid ${folder}/pid;
${Deno.uid() === 0 ? "user root;" : ""}
${brotli === undefined ? "" : `load_module ${brotli};`}
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary.join("\n  ")}
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $host;
  keepalive_requests 1000000;
  upstream application {
    ${instances.map((instance) => `server 127.0.0.1:${instance};`).join("\n    ")}
    keepalive 64;
  }
  ${cache === undefined ? "" : cachePart(cache, { port, folder })}
  ${proxy === undefined ? "" : `limit_req_zone $http_x_client zone=clients:16m rate=${rateOf(proxy.clientRps)};`}
  server {
    listen ${inner};
    ${proxy === undefined ? "" : proxyPart(proxy)}
    location / { proxy_pass http://application; ${proxy === undefined ? "" : identity()} }
  }
}
`;
}

/** The application leaves compression to the proxy. What is set here replaces what is set above, so all of it is said again. */
function identity(): string {
  return 'proxy_set_header Accept-Encoding ""; proxy_set_header Connection ""; proxy_set_header Host $host;';
}

function proxyPart({ brotliLevel, burst }: NonNullable<NginxOptions["proxy"]>): string {
  return `limit_req zone=clients burst=${burst} nodelay;
    limit_req_status 429;
    brotli on; brotli_comp_level ${brotliLevel}; brotli_min_length ${LEAST_BYTES}; brotli_types ${TYPES};
    gzip on; gzip_comp_level 6; gzip_min_length ${LEAST_BYTES}; gzip_types ${TYPES}; gzip_proxied any; gzip_vary on;`;
}

/** Its own word in Cache-Status (RFC 9211) where it answered, otherwise that of who did. */
function cachePart(
  { storageBytes, prefixes }: NonNullable<NginxOptions["cache"]>,
  { port, folder }: { port: number; folder: string },
): string {
  const kept = prefixes.map((prefix) => `
    location ${prefix} {
      proxy_pass http://inner;
      proxy_cache cdn;
      proxy_cache_lock on;
      proxy_cache_revalidate on;
      proxy_cache_background_update on;
      proxy_cache_use_stale updating error timeout http_500 http_502 http_503 http_504;
      proxy_hide_header Cache-Status;
      add_header Cache-Status $answered_by always;
    }`);
  return `map $upstream_cache_status $answered_by {
    HIT "cdn; hit";
    STALE "cdn; hit";
    UPDATING "cdn; hit";
    default $upstream_http_cache_status;
  }
  proxy_cache_path ${folder}/cache keys_zone=cdn:32m max_size=${storageBytes} inactive=365d use_temp_path=off;
  upstream inner { server unix:${folder}/proxy.sock; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    ${kept.join("")}
    location / { proxy_pass http://inner; }
  }`;
}

/** nginx knows whole numbers a second or a minute. */
function rateOf(rps: number): string {
  return Number.isInteger(rps) ? `${rps}r/s` : `${Math.max(1, Math.round(rps * 60))}r/m`;
}
