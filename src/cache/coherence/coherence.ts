/** How the memories of instances that share a second level are kept from serving what another one changed. */
export interface Coherence {
  /** One sentence. */
  readonly description: string;
  /** Whether it works on a Redis Cluster. */
  readonly isForClusters: boolean;
  /**
   * How much older than an acknowledged invalidation, deletion or set a read may be, ms, while its instance reaches the second level,
   * even when messages are lost. (Without loss it is the time of one message.)
   */
  boundMs(times: { readonly heartbeatMs: number; readonly deadlineMs: number }): number;
}
