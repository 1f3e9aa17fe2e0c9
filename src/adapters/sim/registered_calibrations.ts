export { documented, embedded } from "./calibration.ts";
