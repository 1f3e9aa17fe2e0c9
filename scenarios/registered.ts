export { coldStart } from "./cold_start.ts";
export { deploy } from "./deploy.ts";
export { flashCrowd } from "./flash_crowd.ts";
export { steady } from "./steady.ts";
export { webShop } from "./web_shop.ts";
