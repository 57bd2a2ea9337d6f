/** The head of a response, read from the text that node would have sent. */

import type { ResponseFields } from "../response-flow.ts";

/** A head. */
export interface ResponseHead {
  readonly status: number;
  readonly message: string;
  readonly fields: ResponseFields;
  /** The value of `content-length`; -1 without one. */
  readonly length: number;
  /** Names and values in turn, as written. */
  raw(): string[];
}

/** Reads a head: the first line, fields, and the empty line. */
export function parseHead(text: string): ResponseHead {
  let at = text.indexOf("\r\n");
  const status = Number(text.slice(9, 12));
  const fields: ResponseFields = {};
  const start = at + 2;
  const message = text.slice(13, at);
  at = start;
  for (;;) {
    const end = text.indexOf("\r\n", at);
    if (end <= at) break;
    const colon = text.indexOf(":", at);
    addField(fields, text.slice(at, colon).toLowerCase(), trimmed(text, colon + 1, end));
    at = end + 2;
  }
  const stated = fields["content-length"];
  const length = stated === undefined ? -1 : Number(typeof stated === "string" ? stated : stated[0]);
  return { status, message, fields, length, raw: () => rawFields(text.slice(start)) };
}

/** Reads fields alone: trailers. */
export function parseFields(text: string): ResponseFields {
  const fields: ResponseFields = {};
  const raw = rawFields(text);
  for (let index = 0; index < raw.length; index += 2) {
    addField(fields, raw[index]?.toLowerCase() ?? "", raw[index + 1] ?? "");
  }
  return fields;
}

/** Names and values in turn. */
export function rawFields(text: string): string[] {
  return text
    .split("\r\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), trimmed(line, colon + 1, line.length)];
    });
}

function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function addField(fields: ResponseFields, name: string, value: string): void {
  const known = fields[name];
  if (known === undefined) fields[name] = value;
  else if (typeof known === "string") fields[name] = [known, value];
  else if (Array.isArray(known)) known.push(value);
  else define(fields, name, value); // a name that all objects have, such as "constructor"
}

function define(fields: ResponseFields, name: string, value: string): void {
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}
