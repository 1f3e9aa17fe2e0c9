import type { DesignConfig } from "../designs/design_config.ts";

/** A module that exports a design, for `tierlab compare ./tuned.ts`. */
export function designModule(config: DesignConfig, command: string): string {
  const literal = JSON.stringify(config, null, 2).replace(/^(\s*)"([A-Za-z]\w*)":/gm, "$1$2:")
    .replace(/(["\d\w\]}])$(?=\n\s*[}\]])/gm, "$1,");
  return `import { defineDesign } from "@tierlab/tierlab";\n\n/** Found by: ${command.replaceAll("*/", "*\\/")} */\n` +
    `export const tuned = defineDesign(${literal});\n`;
}
