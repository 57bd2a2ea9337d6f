/** `seamline import` as a process: files, URLs, `--check`, edited files, large documents. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "./workspace.ts";

const yaml = `openapi: 3.1.0
info: { title: Pet Shop API, version: 1.0.0 }
paths:
  /pets/{pet_id}:
    get:
      operationId: read_pet_pets__pet_id__get
      parameters:
        - { name: pet_id, in: path, required: true, schema: { type: integer, format: int32 } }
      responses:
        200: { description: A pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
components:
  schemas:
    Pet: { type: object, required: [name], properties: { name: { type: string }, born: { type: string, format: color } } }
`;

describe("seamline import", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = createWorkspace();
    workspace.write("openapi.yaml", yaml);
  });
  afterEach(() => workspace.dispose());
  const run = (...args: readonly string[]) => workspace.seamline(["import", ...args]);
  const out = "clients/pets/src/contract.ts";

  it("prints the source, and the report apart from it", async () => {
    const { code, stdout, stderr } = await run("openapi.yaml");
    expect(code).toBe(0);
    expect(stdout).toContain('export const petShopContract = defineContract("petShop", {');
    expect(stderr).toBe(
      '  widened: the format "color" is not checked; any text is taken\n    at #/components/schemas/Pet/properties/born\n' +
        "petShop: 1 operation; places expressed 7, widened 1, approximated 0, refused 0\n",
    );
  });

  it("writes a contract that generate takes, and that is up to date afterwards", async () => {
    expect(await run("openapi.yaml", "--service", "pets", "--out", out)).toMatchObject({ code: 0, stderr: "" });
    expect(await workspace.seamline(["generate"])).toMatchObject({ code: 0 });
    expect((await workspace.tsc()).stdout).toBe("");
    const text = workspace.read(out);
    expect(await run("openapi.yaml", "--service", "pets", "--out", out)).toMatchObject({ code: 0 });
    expect(workspace.read(out)).toBe(text);
    const check = await run("openapi.yaml", "--service", "pets", "--out", out, "--check", "--json");
    expect(JSON.parse(check.stdout)).toMatchObject({
      ok: true,
      service: "pets",
      operations: 1,
      counts: { widened: 1, refused: 0 },
    });
  });

  it("--check prints the difference and its cause", async () => {
    expect(await run("openapi.yaml", "--out", out, "--check")).toMatchObject({ code: 1 });
    await run("openapi.yaml", "--out", out);
    workspace.write("openapi.yaml", yaml.replace("required: [name]", "required: [name, born]"));
    const { code, stdout } = await run("openapi.yaml", "--out", out, "--check");
    expect(code).toBe(1);
    expect(stdout).toContain("-export const Pet = z.object({ name: z.string(), born: z.string().optional() })");
    expect(stdout).toContain("+export const Pet = z.object({ name: z.string(), born: z.string() })");
    expect(stdout).toContain(`${out} is out of date: the document changed; import again`);
    expect(await run("openapi.yaml", "--check")).toMatchObject({ code: 1, stdout: "" });
  });

  it("replaces a file that a formatter laid out anew, but none that was edited or is of others", async () => {
    await run("openapi.yaml", "--out", out);
    const text = workspace.read(out);
    workspace.write(out, text.replaceAll("\n", "\r\n").replaceAll(", {", ",   {"));
    workspace.write("openapi.yaml", `${yaml}\n`.replace("A pet.", "One pet."));
    expect(await run("openapi.yaml", "--out", out)).toMatchObject({ code: 0 });
    workspace.write(out, workspace.read(out).replace("z.int32()", "z.int32().positive()"));
    const edited = workspace.read(out);
    expect(await run("openapi.yaml", "--out", out)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("edited since its import"),
    });
    expect((await run("openapi.yaml", "--out", out, "--check")).stdout).toContain("is out of date: it was edited");
    expect(workspace.read(out)).toBe(edited);
    workspace.write(out, edited.replace(/ \* Document .*\n/, ""));
    expect(await run("openapi.yaml", "--out", out)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("found another"),
    });
    expect(await run("openapi.yaml", "--out", out, "--force")).toMatchObject({ code: 0 });
    expect(workspace.read(out)).not.toContain("positive");
  });

  it.each<[string, string, string]>([
    ["Swagger 2.0", '{"swagger":"2.0"}', "found Swagger 2.0; convert it first, as with `npx swagger2openapi"],
    ["AsyncAPI", '{"asyncapi":"3.0.0"}', "found AsyncAPI"],
    ["no version", "{}", 'expected "openapi": "3.0.x" or "3.1.x", found none'],
    ["a later version", '{"openapi":"3.2.0"}', "found 3.2.0; export it as 3.1"],
    ["an array", "[]", "found an array"],
    ["a text", "hello", "expected an OpenAPI document, found string"],
    ["broken JSON", '{"openapi":', "expected JSON or YAML"],
    ["a reserved name", '{"openapi":"3.1.0","info":{"title":"Guards"}}', "name the service with --service"],
  ])("refuses %s with the next step", async (_name, text, message) => {
    workspace.write("given.json", text);
    const { code, stderr, stdout } = await run("given.json", "--json");
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    expect(JSON.parse(stdout)).toMatchObject({ ok: false });
  });

  it("refuses what is no file, a name that is none, and addresses of the cloud", async () => {
    expect((await run("absent.json")).stderr).toContain("absent.json: expected an OpenAPI document, found no file");
    expect((await run("clients")).stderr).toContain("found no file");
    expect((await run("openapi.yaml", "--service", "Pet-Shop")).stderr).toContain("choose another");
    expect((await run("http://169.254.169.254/openapi.json")).stderr).toContain(
      "where machines keep their credentials",
    );
    expect((await run("http://[fe80::1]/openapi.json")).stderr).toContain("where machines keep their credentials");
    expect((await run("ftp://example.com/openapi.json")).stderr).toContain("expected http: or https:, found ftp:");
    expect((await run("http://a:b@example.com/openapi.json")).stderr).toContain("no user or password");
  });

  it("imports 2 MB within seconds", async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 2_500 }, (_one, index) => [
        `Model${index}`,
        {
          type: "object",
          description: "A model of a large document, as generators write them.",
          required: ["id", "kind"],
          properties: {
            id: { type: "string", format: "uuid" },
            kind: { type: "string", enum: ["a", "b", "c"] },
            next: { $ref: `#/components/schemas/Model${index - (index % 10) + ((index + 1) % 10)}` },
            list: { type: "array", items: { $ref: `#/components/schemas/Model${Math.floor(index / 2)}` } },
            choice: { oneOf: [{ type: "string" }, { $ref: `#/components/schemas/Model${index % 50}` }] },
            words: { type: "object", additionalProperties: { type: "string", maxLength: 80 } },
          },
        },
      ]),
    );
    const paths = Object.fromEntries(
      Array.from({ length: 1_000 }, (_one, index) => [
        `/models/m${index}/{id}`,
        {
          put: {
            operationId: `putModel${index}`,
            parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
            requestBody: {
              required: true,
              content: {
                "application/json": {
                  schema: { type: "object", properties: { model: { $ref: `#/components/schemas/Model${index}` } } },
                },
              },
            },
            responses: {
              200: {
                description: "Done.",
                content: { "application/json": { schema: { $ref: `#/components/schemas/Model${index}` } } },
              },
            },
          },
        },
      ]),
    );
    const text = JSON.stringify({ openapi: "3.1.0", info: { title: "Large" }, paths, components: { schemas } });
    expect(text.length).toBeGreaterThan(1_500_000);
    workspace.write("large.json", text);
    const { code, stdout } = await run("large.json", "--out", "large.ts", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ operations: 1_000, counts: { refused: 0 } });
  }, 120_000);

  describe("from a URL", () => {
    let server: Server;
    let origin: string;
    beforeEach(async () => {
      server = createServer((request, response) => {
        if (request.url === "/moved") return response.writeHead(302, { location: "/openapi.yaml" }).end();
        if (request.url === "/loop") return response.writeHead(302, { location: "/loop" }).end();
        if (request.url === "/cloud") return response.writeHead(302, { location: "http://169.254.169.254/" }).end();
        if (request.url === "/large") {
          response.writeHead(200);
          const chunk = "x".repeat(2 ** 20);
          const write = (): void => {
            while (!response.destroyed && response.write(chunk));
            if (!response.destroyed) response.once("drain", write);
          };
          return write();
        }
        return request.url === "/openapi.yaml" ? response.end(yaml) : response.writeHead(404).end();
      });
      const { promise, resolve } = Promise.withResolvers<void>();
      server.listen(0, "127.0.0.1", resolve);
      await promise;
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    it("follows redirects, and has the URL in the header", async () => {
      const { code, stdout } = await run(`${origin}/moved`);
      expect(code).toBe(0);
      expect(stdout).toContain(`imported by \`seamline import\` from ${origin}/moved.`);
    });

    it("ends at a status, a loop, a denied address and too many bytes", async () => {
      expect((await run(`${origin}/absent`)).stderr).toContain("expected status 200, found 404");
      expect((await run(`${origin}/loop`)).stderr).toContain("more than 5 redirects");
      expect((await run(`${origin}/cloud`)).stderr).toContain("where machines keep their credentials");
      expect((await run(`${origin}/large`)).stderr).toContain("expected at most 32 MiB, found more");
    });
  });
});
