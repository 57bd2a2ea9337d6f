/** The content of a body or a response: the type that a contract reads. */

import { isRecord } from "@seamline/core/internal";
import type { Converter } from "./conversion.ts";
import type { Place } from "./documents.ts";
import { membersAt, placeAt, schemasAt } from "./schema-reader.ts";

/** The form of a content in a contract; `none` if there is no content. */
export type ContentForm = "json" | "text" | "bytes" | "lines" | "other" | "none";

/** The content that was chosen. */
export interface Content {
  readonly form: ContentForm;
  readonly type: string;
  readonly schema: Place;
}

const ranks: readonly ContentForm[] = ["json", "lines", "text", "bytes", "other"];

/** Chooses JSON before all others, and reports what is not chosen. */
export function chooseContent({ report }: Converter, place: Place, side: "request" | "response"): Content {
  const all = membersAt(place, "content").map(([type, media]) => ({
    form: formOf(type, placeAt(media, "schema")),
    type,
    schema: { value: isRecord(media.value) ? (media.value.schema ?? {}) : {}, pointer: `${media.pointer}/schema` },
  }));
  const [first] = all.toSorted((one, other) => ranks.indexOf(one.form) - ranks.indexOf(other.form));
  if (first === undefined) return { form: "none", type: "", schema: { value: {}, pointer: place.pointer } };
  for (const { type, schema } of all) {
    if (type !== first.type && !(first.form === "lines" && type === "text/event-stream"))
      report.add("omitted", schema.pointer, `the ${side} as ${type}; the contract has ${first.type}`);
  }
  return first;
}

function formOf(given: string, schema: Place): ContentForm {
  const type = given.replace(/;.*$/s, "").trim().toLowerCase();
  if (type === "application/json" || type.endsWith("+json") || type === "*/*" || type === "text/json")
    return isBinary(schema) ? "bytes" : "json";
  if (type === "application/x-ndjson" || type === "application/jsonl") return "lines";
  if (type === "application/octet-stream" || /^(image|audio|video|font)\//.test(type)) return "bytes";
  if (type === "application/pdf" || type === "application/zip" || type === "application/*") return "bytes";
  if (type === "text/plain") return "text";
  return isBinary(schema) && !type.startsWith("multipart/") ? "bytes" : "other";
}

function isBinary({ value }: Place): boolean {
  return isRecord(value) && value.type === "string" && value.format === "binary";
}

/** The schema of one item in the lines that Seamline writes; `undefined` for lines of others. */
export function findStreamItem(schema: Place): Place | undefined {
  const [first] = schemasAt(schema, "anyOf");
  if (first === undefined) return undefined;
  return membersAt(first, "properties").find(([name]) => name === "item")?.[1];
}
