import { describe, expect, it } from "vitest";
import { judgeCourse } from "./flatness.ts";

describe("judgeCourse", () => {
  it("judges noise as flat and a steady climb as not", () => {
    expect(judgeCourse([10, 12, 11, 10, 30, 11, 12, 10, 11], 2)).toEqual({
      first: 10,
      last: 10,
      growth: 0,
      flat: true,
    });
    expect(judgeCourse([10, 11, 12, 13, 14, 15], 2)).toEqual({ first: 10, last: 14, growth: 4, flat: false });
  });

  it("accepts memory that shrinks", () => {
    expect(judgeCourse([9, 5, 1], 0).flat).toBe(true);
  });

  it("needs enough samples", () => {
    expect(() => judgeCourse([1, 2], 0)).toThrow("found 2");
  });
});
