export { baseline } from "./baseline.ts";
export { aDevelopment } from "./a_development.ts";
export { aStaging } from "./a_staging.ts";
export { aProduction } from "./a_production.ts";
export { bMarketplace } from "./b_marketplace.ts";
