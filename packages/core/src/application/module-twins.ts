/** Modules that run here although all calls from here go to another process: a warning at start. */

import type { Topology } from "../topology/topology.ts";
import type { Way } from "../topology/way.ts";

/** Finds the hosted services that no call from here reaches; returns a warning for each. */
export function findModuleTwins(hosted: ReadonlySet<string>, topology: Topology): readonly string[] {
  const warnings: string[] = [];
  for (const service of hosted) {
    const routes = [...topology.values()].filter(({ operation }) => operation.service === service);
    const [first] = routes;
    if (first === undefined || !routes.every(({ way }) => leadsElsewhere(way))) continue;
    const to = "text" in first.way ? first.way.text : "another process";
    const rest = [...hosted].filter((name) => name !== service).join(",") || "none";
    warnings.push(
      `${service} runs here, and ${first.source} sends all its calls from here to ${to}; unless others call it here, leave it out: SEAMLINE_MODULES=${rest}`,
    );
  }
  return warnings;
}

/** A transport in code may well call the module here. */
function leadsElsewhere(way: Way): boolean {
  return way.kind === "combined" ? way.members.every((member) => leadsElsewhere(member.way)) : way.kind === "remote";
}
