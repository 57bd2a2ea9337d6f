// ERROR: operations.get.output.children[]: a schema that contains itself needs a name; add .meta({ id: "…" }) to it
import { defineContract } from "@seamline/core";
import { z } from "zod";

const Node = z.object({
  get children() {
    return z.array(Node);
  },
});

export const contract = defineContract("tree", { operations: { get: { output: Node } } });
