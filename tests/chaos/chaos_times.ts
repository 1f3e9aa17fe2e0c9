/** How long an operation may take, ms. */
export const DEADLINE_MS = 50;
export const HEARTBEAT_MS = 50;
export const RETRY_MS = 50;
/** Long enough that expiry hides nothing. */
export const L1_TTL_MS = 1500;
export const TTL_MS = 20_000;
/** What a factory takes at most. */
export const FACTORY_MOST_MS = 120;
