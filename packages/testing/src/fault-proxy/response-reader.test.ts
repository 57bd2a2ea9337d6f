import { describe, expect, it } from "vitest";
import { createResponseReader } from "./response-reader.ts";

/** Reads a text in pieces, and marks where responses begin (`<`) and end (`>`). */
function read(text: string, pieceBytes: number): string {
  const reader = createResponseReader();
  const bytes = Buffer.from(text, "latin1");
  let found = "";
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    for (const part of reader(bytes.subarray(at, at + pieceBytes))) {
      found += `${part.begins ? "<" : ""}${part.bytes.toString("latin1")}${part.ends ? ">" : ""}`;
    }
  }
  return found;
}

const withLength = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const empty = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
const noContent = "HTTP/1.1 204 No Content\r\nseamline-call-id: a\r\n\r\n";
const chunked =
  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel\r\n\r\n10;x=1\r\n0123456789abcdef\r\n0\r\na: b\r\n\r\n";
const endless = "HTTP/1.1 200 OK\r\n\r\nuntil the end HTTP/1.1 200 OK\r\n\r\n";

describe("createResponseReader", () => {
  it.each([1, 3, 7, 1000])("finds where responses begin and end, in pieces of %i bytes", (pieceBytes) => {
    const responses = [withLength, empty, noContent, chunked, withLength];
    expect(read(responses.join(""), pieceBytes)).toBe(responses.map((response) => `<${response}>`).join(""));
  });

  it("leaves interim responses outside of the response that they precede", () => {
    const interim = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n";
    expect(read(interim + interim + withLength, 10)).toBe(`${interim}${interim}<${withLength}>`);
  });

  it("finds no end of a response that ends with its connection", () => {
    expect(read(endless, 9)).toBe(`<${endless}`);
  });
});
