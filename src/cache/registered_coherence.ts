export { pubsub } from "./coherence/pubsub.ts";
export { tracking } from "./coherence/tracking.ts";
