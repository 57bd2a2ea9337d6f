/** Rules about what is imported from elsewhere, and about imports that cannot be followed. */

import { ownerOf, type Rule } from "./violation.ts";

/** A module imports a package that is forbidden to it. */
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

/** An import whose target only a running program knows. Composition roots and unassigned code may have them. */
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
            ? `${from.id} imports what cannot be known beforehand: ${text}`
            : `${from.id} imports code that is not read: ${unread}`,
        fix:
          unread === undefined
            ? "import literal specifiers, or do it in a composition root"
            : "import its source, or move it where it is read",
        path: [from.id],
        entry: `computed-import ${file} -> ${text}`,
      } as const,
    ];
  });
