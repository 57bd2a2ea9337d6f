/** Rules about events: who publishes them, and who handles them. */

import type { Unit } from "../boundary/unit.ts";
import type { ContractEvents } from "../graph/contract-events.ts";
import type { InternalImport } from "../graph/import-graph.ts";
import type { EventUse } from "../source/event-use.ts";
import { type Rule, type RuleContext, type Violation, violationAt } from "./violation.ts";

/** Judges imports of handlers, uses of events, and events that are handled by contract only. */
export const judgeEvents: Rule = (context) => {
  const uses = findUses(context);
  return [...judgeHandlers(context), ...uses.flatMap((use) => judgeUse(context, use)), ...judgeUnused(context, uses)];
};

const handlersFile = /(?:^|\/)generated\/handlers\.[cm]?[jt]s$/;

/** The publisher stands in `handlers.ts`, which is the face of a client package for its owner. */
function judgeHandlers({ graph, contracts }: RuleContext): readonly Violation[] {
  const generated = new Set(contracts.map(({ file }) => file.slice(0, file.lastIndexOf("/"))));
  return graph.internal.flatMap((one) => {
    const { from, to, target } = one;
    const isHandlers = handlersFile.test(target) && generated.has(target.slice(0, target.lastIndexOf("/")));
    if (!isHandlers || to === undefined || (from?.kind !== "module" && from?.kind !== "client")) return [];
    if (from.name === to.unit.name) return [];
    return [
      violationAt(one, {
        rule: "foreign-handlers",
        found: `${from.id} imports the handlers of ${to.unit.name}: ${target}`,
        fix: `call ${to.unit.name} through its client, handle its events through its index, and leave publishing to it`,
      }),
    ];
  });
}

/** A use of an event of another module's contract. */
interface LocatedUse extends EventUse {
  readonly file: string;
  readonly from: Unit;
  readonly contract: ContractEvents;
}

function findUses({ events, graph, contracts }: RuleContext): readonly LocatedUse[] {
  const imports = new Map<string, InternalImport>();
  for (const one of graph.internal) imports.set(`${one.file}\0${one.statement.specifier}`, one);
  return [...events].flatMap(([file, uses]) =>
    uses.flatMap((use): readonly LocatedUse[] => {
      const found = imports.get(`${file}\0${use.specifier}`);
      const contract = contracts.find(
        ({ unit, service }) => unit === found?.to?.unit && use.object === `${service}Events`,
      );
      const from = found?.from;
      return from?.kind === "module" && contract !== undefined ? [{ ...use, file, from, contract }] : [];
    }),
  );
}

/** A module may refer to its own events, such as in its tests. */
function judgeUse({ contracts }: RuleContext, use: LocatedUse): readonly Violation[] {
  const { event, file, line, column, from, contract } = use;
  if (event === undefined || from.name === contract.unit.name) return [];
  const own = contracts.find(({ unit }) => unit.name === from.name);
  const id = `${contract.service}.${event}`;
  if (own?.handles.includes(id) === true) return [];
  return [
    {
      rule: "undeclared-event",
      owner: from.id,
      file,
      line,
      column,
      found: `${from.id} uses the event ${id}, which its contract does not handle`,
      fix: `write ${JSON.stringify(id)} in \`handles\` of the contract of ${from.name}, and run \`seamline generate\``,
      path: [from.id, contract.unit.id],
      entry: `undeclared-event ${file} -> ${id}`,
    },
  ];
}

/** Only for events of a client package of the repository: others have no generated events here. */
function judgeUnused({ contracts, boundaries }: RuleContext, uses: readonly LocatedUse[]): readonly Violation[] {
  return contracts.flatMap(({ unit, file, handles }) => {
    const module = boundaries.units.find(({ kind, name }) => kind === "module" && name === unit.name);
    if (module === undefined) return [];
    return handles.flatMap((id): readonly Violation[] => {
      const [service, event] = id.split(".");
      const publisher = contracts.find((one) => one.service === service);
      if (publisher === undefined) return [];
      const isUsed = uses.some(
        (use) => use.from === module && use.contract === publisher && (use.event ?? event) === event,
      );
      if (isUsed) return [];
      return [
        {
          rule: "unused-event",
          owner: module.id,
          file,
          line: 1,
          column: 1,
          found: `the contract of ${module.name} handles ${id}, and the module uses no such event`,
          fix: `handle \`${service}Events.${event}\` in ${module.name}, or remove it from \`handles\` of the contract`,
          path: [module.id, publisher.unit.id],
          entry: `unused-event ${module.name} -> ${id}`,
        },
      ];
    });
  });
}
