/** Rules about imports of external packages, and about imports that cannot be followed. */

import { ownerOf, type Rule } from "./violation.ts";

/** Imports of packages that are forbidden to a module. */
export const judgePackages: Rule = ({ boundaries, graph }) =>
  graph.packages.flatMap(({ file, from, name: written, realName = written, statement }) => {
    if (from?.kind !== "module") return [];
    const name = [written, realName].find((one) => boundaries.isForbidden(from.name, one));
    if (name === undefined) return [];
    const { line, column, typeOnly } = statement;
    return [
      {
        rule: "forbidden-package",
        owner: from.id,
        file,
        line,
        column,
        found: `${from.id} imports the package ${name}`,
        fix: `use what ${from.id} has instead, or remove ${name} from check.forbidden`,
        path: [from.id],
        entry: `forbidden-package ${file} -> ${name}${typeOnly ? " (types)" : ""}`,
      } as const,
    ];
  });

/**
 * Imports with a target computed at run time. Composition roots and unassigned code may have them.
 */
export const judgeComputed: Rule = ({ graph }) =>
  graph.computed.flatMap(({ file, from, statement, unread }) => {
    if (from === undefined || from.kind === "root") return [];
    const { text, line, column } = statement;
    return [
      {
        rule: "computed-import",
        owner: ownerOf(from),
        file,
        line,
        column,
        found:
          unread === undefined
            ? `${from.id} imports a target that is computed at run time: ${text}`
            : `${from.id} imports code that is not read: ${unread}`,
        fix:
          unread === undefined
            ? "import literal specifiers, or do it in a composition root"
            : "import its source, or move it to a folder that is read",
        path: [from.id],
        entry: `computed-import ${file} -> ${text}`,
      } as const,
    ];
  });
