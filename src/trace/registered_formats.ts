export { accessLog } from "./formats/access_log.ts";
export { arc } from "./formats/arc.ts";
export { csv } from "./formats/csv.ts";
export { dense } from "./formats/dense.ts";
export { lirs } from "./formats/lirs.ts";
export { oracleGeneral } from "./formats/oracle_general.ts";
export { plain } from "./formats/plain.ts";
export { twitter } from "./formats/twitter.ts";
