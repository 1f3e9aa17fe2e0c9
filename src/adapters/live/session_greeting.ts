/** How often a server in the middle of a query looks whether its client is still there. */
const CLIENT_CHECK_MS = 1000;

/**
 * The first statement of every session that goes straight to a server: how often a server counted it is how many of our sessions it
 * saw begin.
 */
export function greetingOf(statementTimeoutMs: number): string {
  return `SELECT set_config('statement_timeout', '${statementTimeoutMs}', false), (SELECT set_config(name, ` +
    `'${CLIENT_CHECK_MS}', false) FROM pg_settings WHERE name = 'client_connection_check_interval')`;
}
