/** `seamline openapi`, as a real process in a repository of two services. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "./workspace.ts";

const contract = (name: string, extra = ""): string => `
import { defineContract } from "@seamline/core";
import { z } from "zod";
const Item = z.object({ ${name}: z.int() }).meta({ id: "Item" });
export const ${name}Contract = defineContract("${name}", {
  summary: "All about ${name}",
  operations: {
    get: { http: "GET /${name}/{id}", expose: "public", input: z.object({ id: z.int() }), output: Item },
    hide: { output: Item },
    ${extra}
  },
});
`;

const config = (openapi: string): string => `export default { openapi: ${openapi} };`;

let workspace: Workspace;
beforeAll(() => {
  workspace = createWorkspace();
  workspace.write("clients/apples/src/contract.ts", contract("apples"));
  workspace.write("clients/pears/src/contract.ts", contract("pears"));
  workspace.write(
    "seamline.config.ts",
    config(`{
      public: {
        title: "Fruit", version: "2.1.0", servers: ["https://fruit.example"],
        securitySchemes: { token: { type: "http", scheme: "bearer" } }, anonymous: ["pears.get"],
      },
      internal: { title: "Fruit inside" },
    }`),
  );
});
afterAll(() => workspace.dispose());

const idsOf = (document: string): readonly string[] =>
  [...document.matchAll(/"operationId": "([^"]+)"/g)].map(([, id]) => String(id));

describe("seamline openapi", () => {
  it("prints all operations of all services, with what the configuration states", async () => {
    const { code, stdout } = await workspace.seamline(["openapi"]);
    expect(code).toBe(0);
    expect(idsOf(stdout)).toEqual(["apples.get", "apples.hide", "pears.get", "pears.hide"]);
    const { info, servers, components } = JSON.parse(stdout);
    expect(info).toEqual({ title: "Fruit inside", version: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(servers).toBeUndefined();
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(["ApplesItem", "PearsItem"]));
  });

  it("prints exposed operations only for the public", async () => {
    const { stdout } = await workspace.seamline(["openapi", "--public"]);
    expect(idsOf(stdout)).toEqual(["apples.get", "pears.get"]);
    const { info, servers, paths } = JSON.parse(stdout);
    expect(info).toEqual({ title: "Fruit", version: "2.1.0" });
    expect(servers).toEqual([{ url: "https://fruit.example" }]);
    expect(paths["/apples/{id}"].get.security).toEqual([{ token: [] }]);
    expect(paths["/pears/{id}"].get.security).toEqual([]);
  });

  it("takes services and servers as flags", async () => {
    const flags = ["--public", "--service", "pears", "--server", "https://a.example", "https://b.example"];
    const { stdout } = await workspace.seamline(["openapi", ...flags]);
    expect(idsOf(stdout)).toEqual(["pears.get"]);
    expect(JSON.parse(stdout).servers).toEqual([{ url: "https://a.example" }, { url: "https://b.example" }]);
  });

  it("writes a file, and reports when it is out of date", async () => {
    const flags = ["openapi", "--public", "--out", "docs/openapi.json"];
    expect(await workspace.seamline([...flags, "--check"])).toMatchObject({
      code: 1,
      stdout: "docs/openapi.json out of date: run `seamline openapi` without --check\n",
    });
    expect(await workspace.seamline(flags)).toMatchObject({ code: 0, stdout: "docs/openapi.json added\n" });
    expect(await workspace.seamline([...flags, "--check"])).toMatchObject({
      code: 0,
      stdout: "docs/openapi.json up to date\n",
    });
    // A formatter may change the layout.
    workspace.write("docs/openapi.json", JSON.stringify(JSON.parse(workspace.read("docs/openapi.json"))));
    expect(await workspace.seamline([...flags, "--check"])).toMatchObject({ code: 0 });
    const { code, stdout } = await workspace.seamline([...flags, "--check", "--server", "https://c.example", "--json"]);
    expect({ code, ...JSON.parse(stdout) }).toEqual({
      code: 1,
      ok: false,
      file: "docs/openapi.json",
      change: "updated",
    });
  });

  it.each([
    ["an unknown service", ["--service", "plums"], "--service: expected one of apples, pears, found plums"],
    ["a check of nothing", ["--check"], "expected --out <file> beside --check, found none"],
    [
      "a server that is no URL",
      ["--server", "https://"],
      'openapi.internal.servers[0]: expected a URL, found "https://"',
    ],
  ])("refuses %s", async (_, flags, message) => {
    const { code, stderr } = await workspace.seamline(["openapi", ...flags]);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  it.each([
    ["{ public: { titel: 1 } }", "openapi.public.titel: no setting; did you mean title?"],
    [
      '{ public: { license: { name: "MIT", identifier: "MIT", url: "https://x.example" } } }',
      "openapi.public.license: expected an identifier or a url, found both",
    ],
    [
      '{ public: { servers: ["https://x.example/"] } }',
      "openapi.public.servers[0]: expected a URL without a slash at its end",
    ],
    [
      '{ public: { securitySchemes: { a: { type: "http" } } } }',
      "openapi.public.securitySchemes.a: expected scheme, found none",
    ],
    [
      '{ public: { securitySchemes: { a: { type: "jwt" } } } }',
      'openapi.public.securitySchemes.a.type: expected "http" or',
    ],
    ['{ public: { securitySchemes: { "a b": { type: "mutualTLS" } } } }', "expected a name of letters, digits"],
    [
      '{ public: { security: [["tokn"]], securitySchemes: { token: { type: "mutualTLS" } } } }',
      'expected a scheme of securitySchemes, found "tokn"; did you mean token?',
    ],
    [
      '{ public: { anonymous: ["pears.gets"] } }',
      'expected an operation or a service of the document, found "pears.gets"; did you mean pears.get?',
    ],
  ])("refuses the configuration %s", async (openapi, message) => {
    workspace.write("odd.config.ts", config(openapi));
    const { code, stderr } = await workspace.seamline(["openapi", "--public", "--config", "odd.config.ts"]);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  it("refuses two operations with one route", async () => {
    workspace.write(
      "more/plums/src/contract.ts",
      contract("plums", 'twin: { http: "GET /apples/{key}", input: z.object({ key: z.string() }) },'),
    );
    workspace.write("more.config.ts", 'export default { clients: ["clients/*", "more/*"] };');
    const { code, stderr } = await workspace.seamline(["openapi", "--config", "more.config.ts"]);
    expect(stderr).toContain("plums.twin: expected a route of its own, found GET /apples/{key}, which apples.get has");
    expect(code).toBe(1);
  });
});
