import { ambient } from "./rules/ambient.ts";
import { asyncFree } from "./rules/async_free.ts";
import { caughtHalt } from "./rules/caught_halt.ts";
import { droppedOperation } from "./rules/dropped_operation.ts";
import { house } from "./rules/house.ts";
import { layers } from "./rules/layers.ts";
import { messageForm } from "./rules/message_form.ts";

/** The house rules as a lint plugin. Deno asks for the default export; `lint.plugins` of deno.json names this file. */
const plugin: Deno.lint.Plugin = {
  name: "tierlab",
  rules: {
    ambient,
    "async-free": asyncFree,
    "caught-halt": caughtHalt,
    "dropped-operation": droppedOperation,
    house,
    layers,
    "message-form": messageForm,
  },
};

export default plugin;
