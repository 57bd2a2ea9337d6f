/** Each rule in one sentence. */

import type { RuleName } from "./violation.ts";

/** The sentences, for reports that list rules. */
export const ruleTexts: Readonly<Record<RuleName, string>> = {
  internals: "A module imports other modules through their client packages or public parts only.",
  "private-part": "No code outside a module imports its private parts.",
  "types-only": "Over an edge for types only, nothing but types is imported.",
  "undeclared-edge": "A module declares the modules it uses.",
  "unused-edge": "A module uses the modules it declares.",
  cycle: "Modules, client packages and shared code do not import each other in a cycle.",
  "composition-root": "Only composition roots import modules to host them, and nothing imports a composition root.",
  "shared-code": "Shared code and client packages import no module.",
  "unassigned-code": "Modules import no code without an owner.",
  "forbidden-package": "A module does not import packages that are forbidden to it.",
  "computed-import": "Modules import literal specifiers only.",
  floors: "Folders import only from the floors below them.",
  "foreign-table": "A module uses its own tables only.",
  "cross-module-join": "No statement uses tables of two modules.",
  "cross-module-foreign-key": "No foreign key refers to a table of another module.",
  "cross-module-transaction": "No transaction touches tables of two modules.",
  "unowned-table": "A table that several modules use belongs to one of them.",
  "foreign-handlers": "Only the module of a client package imports its handlers, and with them its publisher.",
  "undeclared-event": "A module uses only the events that its contract handles.",
  "unused-event": "A module uses the events that its contract handles.",
};
