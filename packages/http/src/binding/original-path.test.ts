import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { restoreTarget, toOriginalPath } from "./original-path.ts";

/** Decodes and encodes a path as nginx does for a location whose prefix it replaces. */
function rewrite(path: string): string {
  const segments: string[] = [];
  for (const segment of decodeURIComponent(path).split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.map((segment) => encodeURI(segment).replaceAll("?", "%3F").replaceAll("#", "%23")).join("/")}`;
}

describe("toOriginalPath", () => {
  it.each([
    ["/a/b", undefined],
    ["/a/b?c=%20", undefined],
    ["/a%2Fb", "/a%2Fb"],
    ["/a%2Fb?c=%20", "/a%2Fb"],
  ])("of %j is %j", (target, path) => {
    expect(toOriginalPath(target)).toBe(path);
  });
});

describe("restoreTarget", () => {
  it("returns the path that a proxy has decoded, for any values", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a/b", "../x", "//", "a+b", "[x]", "%2F", "?#"),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), (values) => {
        const path = `/shop/${values.map(encodeURIComponent).join("/")}`;
        const header = toOriginalPath(path);
        expect(restoreTarget(`${path}?q=%20`, header)).toBe(`${path}?q=%20`);
        if (header !== undefined) expect(restoreTarget(`${rewrite(path)}?q=%20`, header)).toBe(`${path}?q=%20`);
      }),
    );
  });

  it.each([
    ["another path", "/shop/b", "/shop/a%2Bb"],
    ["a part of the path", "/shop/a/b", "/shop/a%2F"],
    ["a query", "/shop/a", "/shop/a?x"],
    ["a fragment", "/shop/a", "/shop/a#x"],
    ["no slash", "/shop/a", "shop/a"],
    ["a broken escape", "/shop/a", "/shop/a%"],
    ["nothing", "/shop/a", ""],
    ["another host", "/shop/a", "//shop/b"],
  ])("ignores a header with %s", (_what, url, header) => {
    expect(restoreTarget(url, header)).toBe(url);
  });
});
