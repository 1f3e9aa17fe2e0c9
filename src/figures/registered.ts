export { alerts } from "./checks/alerts.ts";
export { assembly } from "./checks/assembly.ts";
export { caches } from "./checks/caches.ts";
export { compression } from "./checks/compression.ts";
export { dataFlow } from "./checks/data_flow.ts";
export { marketplace } from "./checks/marketplace.ts";
export { samples } from "./checks/samples.ts";
export { vitals } from "./checks/vitals.ts";
