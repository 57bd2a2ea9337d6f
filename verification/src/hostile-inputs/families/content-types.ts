/** CT: bodies of the wrong type, or of a type written so that parsers disagree. */

import { expect } from "vitest";
import { type Bindings, type Probe, probe } from "../binding.ts";
import { ask, expectJson, expectProblem, type RawResponse, requestText } from "../raw-request.ts";
import type { Shop } from "../shop.ts";

function post(
  shop: Shop,
  type: string | undefined,
  body = '{"text":"a"}',
  more: readonly string[] = [],
): Promise<RawResponse> {
  const headers = [`content-length: ${Buffer.byteLength(body)}`, ...more];
  if (type !== undefined) headers.push(`content-type: ${type}`);
  return ask(shop.publicUrl, requestText("POST", "/shop/need", headers, body));
}

function refused(...types: readonly (string | undefined)[]): Probe {
  return probe(async (shop) => {
    for (const type of types) expectProblem(await post(shop, type), 415, "invalid_argument");
  });
}

function accepted(...types: readonly string[]): Probe {
  return probe(
    async (shop) => {
      for (const type of types) {
        expect(expectJson(await post(shop, type))).toBe("a");
        expectProblem(await post(shop, type, '{"text":1}'), 400, "invalid_argument");
      }
    },
    { runs: types.length },
  );
}

export const contentTypes: Bindings = {
  "CT-01": refused(undefined),
  "CT-02": refused("text/plain"),
  "CT-04": refused("application/json\t;x"),
  "CT-06": accepted("application/json ; charset=utf-8"),
  "CT-07": accepted("Application/JSON"),
  "CT-09": refused("application/json;;;;", "application/json;"),
  "CT-10": refused("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
  "CT-11": refused("application/problem+json"),
  "CT-14": probe(
    async (shop) => expectProblem(await post(shop, "multipart/form-data; boundary="), 415, "invalid_argument"),
    { note: "no operation takes multipart bodies, so the type is refused before its boundary is read" },
  ),
  "CT-15": probe(async (shop) => {
    expectProblem(await post(shop, "application/json", undefined, ["content-encoding: gzip"]), 400, "invalid_argument");
  }),
  "CT-17": probe(async (shop) => {
    const response = await post(shop, "application/json", '{"text":1}', ["accept: text/html"]);
    expectProblem(response, 400, "invalid_argument");
  }),
  "CT-18": probe(async (shop) => {
    for (const body of ['\ufeff{"text":"a"}', "", "null", "   "]) {
      expectProblem(await post(shop, "application/json", body), 400, "invalid_argument");
    }
  }),
};
