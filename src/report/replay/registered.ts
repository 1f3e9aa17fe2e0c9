export { distanceToBound } from "./charts/distance_to_bound.ts";
export { hitRatioOverTime } from "./charts/hit_ratio_over_time.ts";
export { missesByCause } from "./charts/misses_by_cause.ts";
export { missRatioCurves } from "./charts/miss_ratio_curves.ts";
export { popularity } from "./charts/popularity.ts";
export { reuseDistances } from "./charts/reuse_distances.ts";
export { simulationSpeed } from "./charts/simulation_speed.ts";
export { workingSet } from "./charts/working_set.ts";
