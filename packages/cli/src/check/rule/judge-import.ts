/** Rules about single imports, with at most one verdict for each import. */

import type { Boundaries, DeclaredEdge } from "../boundary/boundaries.ts";
import type { Assignment, Unit } from "../boundary/unit.ts";
import type { InternalImport } from "../graph/import-graph.ts";
import { type Rule, type Violation, violationAt } from "./violation.ts";

type Verdict = Pick<Violation, "rule" | "found" | "fix"> | undefined;

/** Judges every import that leaves its unit. */
export const judgeImports: Rule = ({ boundaries, graph }) =>
  graph.internal.flatMap((one) => {
    const verdict = judge(boundaries, one);
    return verdict === undefined ? [] : [violationAt(one, verdict)];
  });

function judge(boundaries: Boundaries, one: InternalImport): Verdict {
  const { from, to } = one;
  if (to === undefined) return judgeUnassigned(one);
  if (from === to.unit) return undefined;
  if (boundaries.isPrivate(to)) return privatePart(one, to);
  switch (from?.kind) {
    case "module":
      return judgeModule(boundaries, one, from, to);
    case "client":
    case "shared":
      return judgeShared(boundaries, one, from, to);
    case "root":
      return undefined;
    default:
      return to.unit.kind === "module" ? outsideRoot(one, to.unit) : undefined;
  }
}

function judgeModule(boundaries: Boundaries, one: InternalImport, from: Unit, to: Assignment): Verdict {
  const { kind, name } = to.unit;
  if (kind === "shared") return undefined;
  if (kind === "root") return importsRoot(one);
  if (kind === "client") return name === from.name ? undefined : judgeEdge(boundaries, one, from, to.unit);
  const edge = boundaries.edgesFrom(from.name).get(name);
  if (isOpen(boundaries, one, to, edge)) return judgeEdge(boundaries, one, from, to.unit);
  return {
    rule: "internals",
    found: `${from.id} imports the internals of ${name}: ${one.target}`,
    fix: adviseDoor(boundaries, name),
  };
}

function adviseDoor(boundaries: Boundaries, name: string): string {
  if (boundaries.hasClient(name)) return `import the client package of ${name}`;
  if (boundaries.publicParts(name).length > 0) return `import a public part of ${name}`;
  return `give ${name} a client package, or name its public parts`;
}

/** Checks that a part of another module is public, or allowed for this edge. */
function isOpen(boundaries: Boundaries, one: InternalImport, to: Assignment, edge: DeclaredEdge | undefined): boolean {
  const parts = edge?.policy.parts;
  const open = boundaries
    .publicParts(to.unit.name)
    .filter(({ name }) => parts === undefined || name === undefined || parts.includes(name));
  if (open.some(({ has }) => has(to.part))) return true;
  if (edge === undefined) return false;
  return edge.allows(to.part) || (edge.policy.types === "free" && one.statement.typeOnly);
}

function judgeEdge(boundaries: Boundaries, { statement }: InternalImport, from: Unit, to: Unit): Verdict {
  const edge = boundaries.edgesFrom(from.name).get(to.name);
  if (edge === undefined) {
    return {
      rule: "undeclared-edge",
      found: `${from.id} uses ${to.name} without declaring it`,
      fix: `write ${JSON.stringify(to.name)} in check.edges.${from.name}, or remove the import`,
    };
  }
  if (edge.policy.types !== "only" || statement.typeOnly) return undefined;
  return {
    rule: "types-only",
    found: `${from.id} imports values of ${to.name}, of which it may use types only`,
    fix: "write `import type`, or remove the import",
  };
}

function judgeShared(boundaries: Boundaries, one: InternalImport, from: Unit, to: Assignment): Verdict {
  if (to.unit.kind === "shared") return undefined;
  if (from.kind === "client" && to.unit.kind === "client") return judgeEdge(boundaries, one, from, to.unit);
  const what = from.kind === "client" ? `the client package of ${from.name}` : `the shared code ${from.name}`;
  return {
    rule: "shared-code",
    found: `${what} imports the ${to.unit.kind} ${to.unit.name}`,
    fix: "move what both need to shared code, or this file to the module",
  };
}

function judgeUnassigned(one: InternalImport): Verdict {
  const { from, target, file } = one;
  if (from === undefined || from.kind === "root") return undefined;
  if (target === "" || file.startsWith(`${target}/`)) return undefined; // a folder around the file itself
  return {
    rule: "unassigned-code",
    found: `${from.id} imports ${target}, which belongs to no unit`,
    fix: "move it into a module, or name its folder in check.shared",
  };
}

function privatePart({ from, target }: InternalImport, to: Assignment): Verdict {
  return {
    rule: "private-part",
    found: `${from?.id ?? "unassigned code"} imports a private part of ${to.unit.name}: ${target}`,
    fix: `add what is needed to the client package or a public part of ${to.unit.name}`,
  };
}

function outsideRoot({ file }: InternalImport, to: Unit): Verdict {
  return {
    rule: "composition-root",
    found: `${file}, which is not a composition root, imports the module ${to.name}`,
    fix: `call ${to.name} through its client, or name the folder in check.roots`,
  };
}

function importsRoot({ from, target }: InternalImport): Verdict {
  return {
    rule: "composition-root",
    found: `${from?.id} imports the composition root: ${target}`,
    fix: "pass what the module needs when it is started",
  };
}
