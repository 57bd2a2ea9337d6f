/** The documents of an import: the given one, and the files beside it that its references name. */

import { readFileSync, realpathSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { isRecord } from "@seamline/core/internal";
import { UserError } from "../error/user-error.ts";
import { Refusal } from "./finding.ts";
import { parseDocument } from "./parse-document.ts";

/** A value in one of the documents, and its place. */
export interface Place {
  readonly value: unknown;
  /** As `#/components/schemas/User`, behind the name of another file. */
  readonly pointer: string;
}

/** Documents that a reference may need. */
const maxFiles = 200;

/** References that lead to references, at most. */
const maxHops = 50;

/** Resolves references. */
export class Documents {
  /** The given document. */
  readonly root: Readonly<Record<string, unknown>>;
  /** True for OpenAPI 3.0, whose schemas are not JSON Schema. */
  readonly isOld: boolean;
  readonly #folder: string | undefined;
  readonly #files = new Map<string, unknown>();

  /** @param file the path of the document; `undefined` for one from a URL, which has no folder. */
  constructor(root: Readonly<Record<string, unknown>>, file: string | undefined) {
    this.root = root;
    this.isOld = String(root.openapi).startsWith("3.0");
    this.#folder = file === undefined ? undefined : realpathSync(dirname(file));
  }

  /** Follows an object's `$ref`, and the references behind it. @throws {Refusal} */
  follow(place: Place): Place {
    let one = place;
    const seen = new Set<string>();
    while (isRecord(one.value) && typeof one.value.$ref === "string") {
      if (seen.has(one.pointer) || seen.size > maxHops)
        throw new Refusal(place.pointer, `the reference ${JSON.stringify(one.value.$ref)} leads back to itself`);
      seen.add(one.pointer);
      one = this.resolve(one.value.$ref, one.pointer);
    }
    return one;
  }

  /**
   * Finds what a reference names.
   * @param from the place of the reference, by whose file it is read.
   * @throws {Refusal} if there is nothing, or the document may not be read.
   */
  resolve(reference: string, from: string): Place {
    const [address = "", fragment = ""] = splitOnce(reference, "#");
    const here = splitOnce(from, "#")[0] ?? "";
    const file = address === "" ? here : this.#locate(address, here, from);
    let value: unknown = file === "" ? this.root : this.#read(file, from);
    if (fragment !== "" && !fragment.startsWith("/"))
      throw new Refusal(from, `the reference ${JSON.stringify(reference)} names an anchor; write a pointer as #/a/b`);
    for (const step of fragment === "" ? [] : fragment.slice(1).split("/")) {
      const key = decodeStep(step);
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key))
        throw new Refusal(from, `the reference ${JSON.stringify(reference)} leads to nothing`);
      value = Reflect.get(value, key);
    }
    return {
      value,
      pointer: `${file}#${fragment
        .split("/")
        .map((step) => encodeStep(decodeStep(step)))
        .join("/")}`,
    };
  }

  /** The path of a referenced file, relative to the document's folder. */
  #locate(address: string, here: string, from: string): string {
    if (/^[a-z][a-z\d+.-]*:/i.test(address) || address.startsWith("//"))
      throw new Refusal(
        from,
        `the reference ${JSON.stringify(address)} names another host; put the file beside the document and refer to that`,
      );
    if (this.#folder === undefined)
      throw new Refusal(
        from,
        `the reference ${JSON.stringify(address)} names another file; download both and import the file`,
      );
    const path = resolve(this.#folder, dirname(here), safeDecode(address));
    const inside = relative(this.#folder, path);
    if (inside.startsWith("..") || resolve(inside) === inside)
      throw new Refusal(
        from,
        `the reference ${JSON.stringify(address)} leaves the folder of the document; move the file into it`,
      );
    return inside.split(sep).join("/");
  }

  #read(file: string, from: string): unknown {
    if (this.#files.has(file)) return this.#files.get(file);
    if (this.#files.size >= maxFiles) throw new Refusal(from, `expected at most ${maxFiles} files, found more`);
    const folder = String(this.#folder); // a file was located in it
    const path = resolve(folder, file);
    let text: string;
    try {
      const real = realpathSync(path);
      if (relative(folder, real).startsWith(".."))
        throw new Refusal(from, `the file ${file} is a link out of the folder of the document`);
      text = readFileSync(real, "utf8");
    } catch (reason) {
      if (reason instanceof Refusal) throw reason;
      throw new Refusal(from, `the file ${file}, which a reference names, cannot be read`);
    }
    const value = parseFile(file, text, from);
    this.#files.set(file, value);
    return value;
  }
}

function parseFile(file: string, text: string, from: string): unknown {
  try {
    return parseDocument(file, text);
  } catch (reason) {
    if (reason instanceof UserError) throw new Refusal(from, reason.message);
    throw reason;
  }
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decodeStep(step: string): string {
  return safeDecode(step).replaceAll("~1", "/").replaceAll("~0", "~");
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** One step of a pointer. */
export function encodeStep(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The pointer of a value below another. */
export function below(pointer: string, ...steps: readonly (string | number)[]): string {
  return steps.reduce<string>((path, step) => `${path}/${encodeStep(String(step))}`, pointer);
}
