import { describe, expect, it } from "vitest";
import { parseExpression, urlsOf } from "./expression.ts";

function faultsOf(text: string): string[] {
  const faults: string[] = [];
  const parsed = parseExpression(text, (position, message) => faults.push(`${position}: ${message}`));
  expect(parsed === undefined).toBe(faults.length > 0);
  return faults;
}

describe("parseExpression", () => {
  it.each([
    "inprocess:",
    "http://restaurant:3001",
    "https://[::1]:3001/base?timeout=800ms&connections=64",
    "http+unix:///run/restaurant.sock",
    "mock:",
    "canary(10%, http://a:1, inprocess:)",
    "mirror(inprocess:,http://a:1)",
    "fallback( http://a:1 , inprocess: )",
    "balance(http://a:1, http://b:1, http://c:1)",
    "rehearse(inprocess:, latency=5ms±2ms, loss=0.1%)",
    "fallback(balance(http://a:1, http://b:1), inprocess:)",
    "fallback(balance(http://a:1, http://b:1, breaker=5), inprocess:, retries=1, queue=3)",
  ])("reads %s", (text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  it("finds every URL, with its options and their positions", () => {
    const parsed = parseExpression("canary(10%, http://a:1?timeout=1s, inprocess:)", () => undefined);
    const urls = parsed === undefined ? [] : urlsOf(parsed);
    expect(urls.map(({ url, position }) => [url.scheme, url.rest, position])).toEqual([
      ["http", "//a:1", 12],
      ["inprocess", "", 35],
    ]);
    expect(urls[0]?.url.options).toEqual([{ name: "timeout", value: "1s", position: 19 }]);
  });

  it("takes the options of a combinator off its end, with their positions", () => {
    const parsed = parseExpression("balance(http://a:1, http://b:1, retries=1, queue=3)", () => undefined);
    expect(parsed).toMatchObject({
      options: [
        { name: "retries", value: "1", position: 40 },
        { name: "queue", value: "3", position: 49 },
      ],
    });
  });

  it.each([
    ["balance(http://a, retries=1, http://b)", "18: expected a URL or a combinator as argument 2 of balance(…)"],
    ["balance(http://a, http://b, queue=1, queue=2)", "28: the option queue appears twice"],
    ["mirror(http://a, http://b, retries=1)", "0: expected mirror(url, url), found 3 arguments"],
    ["", "0: expected a URL or a combinator, found nothing"],
    [
      "restaurant",
      '0: expected a URL such as http://host:3001 or a combinator such as fallback(…), found "restaurant"',
    ],
    [
      "failover(http://a, http://b)",
      '0: expected one of canary, mirror, fallback, balance, rehearse before "(", found "failover"',
    ],
    ["fallback(http://a:1", '19: expected "," or ")" in fallback(…), found the end'],
    ["fallback(http://a:1,)", '20: expected a URL or a combinator, found ")"'],
    ["fallback(http://a:1)", "0: expected fallback(url, url), found 1 argument"],
    ["canary(http://a:1, 10%, http://b:1)", "7: expected a percentage such as 10% as argument 1 of canary(…)"],
    ["http://a:1)", '10: expected the end of the expression, found ")"'],
    ["http://a:1?timeout", '11: expected an option as name=value, found "timeout"'],
    ["http://a:1?a=1&a=2", "15: the option a appears twice"],
    ["http://a:1?a=%E0%A4%A", "11: the value of a has a broken percent escape"],
  ])("explains what is wrong with %j", (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });
});
