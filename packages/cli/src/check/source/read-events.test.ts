import { describe, expect, it } from "vitest";
import { readEvents } from "./read-events.ts";

const read = (text: string): readonly string[] | undefined =>
  readEvents("a.ts", text)?.map(({ specifier, object, event = "*", line, column }) =>
    [specifier, object, event, `${line}:${column}`].join(" "),
  );

describe("readEvents", () => {
  it.each([
    ["a member", 'import { aEvents } from "a";\nhandle(aEvents.made);', ["a aEvents made 2:8"]],
    ["a quoted member", 'import { aEvents } from "a";\nhandle(aEvents["made"]);', ["a aEvents made 2:8"]],
    ["another local name", 'import { aEvents as e } from "a";\nhandle(e.made);', ["a aEvents made 2:8"]],
    ["a namespace", 'import * as a from "a";\nhandle(a.aEvents.made);', ["a aEvents made 2:8"]],
    [
      "a pattern",
      'import { aEvents } from "a";\nconst { made, gone: g } = aEvents;',
      ["a aEvents made 2:9", "a aEvents gone 2:15"],
    ],
    ["a pattern with a rest", 'import { aEvents } from "a";\nconst { ...all } = aEvents;', ["a aEvents * 2:9"]],
    ["an optional member", 'import { aEvents } from "a";\nhandle(aEvents?.made);', ["a aEvents made 2:8"]],
    ["a computed member", 'import { aEvents } from "a";\nhandle(aEvents[name]);', ["a aEvents * 2:8"]],
    ["an argument", 'import { aEvents } from "a";\nlisten(aEvents);', ["a aEvents * 2:8"]],
    ["a shorthand property", 'import { aEvents } from "a";\nlisten({ aEvents });', ["a aEvents * 2:10"]],
    ["an export", 'export { aEvents } from "a";', ["a aEvents * 1:10"]],
    ["an export of an import", 'import { aEvents } from "a";\nexport { aEvents };', ["a aEvents * 2:10"]],
  ])("finds %s", (_title, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ["an import alone", 'import { aEvents } from "a";'],
    ["an import of types", 'import type { aEvents } from "a";\nlet x: typeof aEvents.made;'],
    [
      "a type",
      'import { aEvents } from "a";\ntype Made = typeof aEvents.made;\nlet x: PayloadOf<typeof aEvents.gone>;',
    ],
    ["a property of that name", 'import { aEvents } from "a";\nlisten({ aEvents: 1 }, b.aEvents.made);'],
    ["an own variable", "const aEvents = {};\nhandle(aEvents.made);"],
    ["a class", 'import { AEvents } from "a";\nhandle(AEvents.made);'],
  ])("finds nothing in %s", (_title, text) => {
    expect(read(text)).toBeUndefined();
  });
});
