/** Where presets' numbers are published; each preset's docstring says which of them it takes. */
export const TWITTER = "github.com/twitter/cache-trace, stat/2020Mar.md (Yang et al., OSDI 2020)";
export const CACHEBENCH = "github.com/facebook/CacheLib, CacheBench test configs hit_ratio (Berg et al., OSDI 2020)";
export const YCSB = "YCSB core workloads (Cooper et al., SoCC 2010)";
