import { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { createRequest, createResponse } from "./privates.ts";

/** The versions of Node that privates.ts was read from: another one may do these things otherwise. */
const readFrom = ["22", "24", "26"];

describe("the private members of node's requests and responses", () => {
  it("were read from this line of Node", () => {
    expect(readFrom).toContain(process.versions.node.split(".")[0]);
  });

  it("exist, and are functions where they are called", () => {
    const request = createRequest({});
    const response = createResponse(request, {});
    expect(request).toBeInstanceOf(IncomingMessage);
    expect(response).toBeInstanceOf(ServerResponse);
    for (const name of ["_addHeaderLines", "_dump"] as const) expect(request[name]).toBeTypeOf("function");
    expect(response._storeHeader).toBeTypeOf("function");
    expect(request).toMatchObject({ _consuming: false, _readableState: { resumeScheduled: false } });
    expect(response).toMatchObject({ _header: null, _headerSent: false, _hasBody: true, _trailer: "", _closed: false });
    expect(Object.getOwnPropertySymbols(response).map(({ description }) => description)).toContain("kNeedDrain");
  });

  it("store the fields of a head for all views of it", () => {
    const request = createRequest({});
    request._addHeaderLines(["X-A", "1", "x-a", "2"], 4);
    expect(request.headers).toEqual({ "x-a": "1, 2" });
    expect(request.headersDistinct).toEqual({ "x-a": ["1", "2"] });
    expect(request.rawHeaders).toEqual(["X-A", "1", "x-a", "2"]);
  });
});
