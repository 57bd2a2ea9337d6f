/**
 * The type of a value as its sender passes it: on the domain side of codecs, and without fields
 * that have a default. Zod infers either the wire side (`z.input`) or the side with defaults filled
 * in (`z.output`), so where these differ the schema is walked.
 */

import type { z } from "zod";
import type { Schema } from "../schema/schema-node.ts";

/**
 * The sender's type of a schema. In tuples, intersections and lazy schemas that have both views,
 * defaults must be passed.
 */
export type GivenOf<Given extends Schema> =
  Same<z.input<Given>, z.output<Given>> extends true ? z.output<Given> : Walk<Given, Given["_zod"]["def"]>;

type Same<One, Other> =
  (<Type>() => Type extends One ? 1 : 2) extends <Type>() => Type extends Other ? 1 : 2 ? true : false;

type Walk<Given extends Schema, Definition> = Definition extends { type: "object"; shape: infer Shape }
  ? Fields<z.input<Given>, Shape>
  : Definition extends { type: "array"; element: infer Element extends Schema }
    ? GivenOf<Element>[]
    : Definition extends { type: "record"; valueType: infer Value extends Schema }
      ? Values<z.input<Given>, Value>
      : Definition extends { type: "union"; options: readonly (infer Option extends Schema)[] }
        ? Each<Option>
        : Definition extends { type: "optional" | "default"; innerType: infer Inner extends Schema }
          ? GivenOf<Inner> | undefined
          : Definition extends { type: "nullable"; innerType: infer Inner extends Schema }
            ? GivenOf<Inner> | null
            : Definition extends { type: "pipe"; in: infer Wire extends Schema; out: infer Domain extends Schema }
              ? Definition extends { reverseTransform: unknown }
                ? GivenOf<Domain>
                : GivenOf<Wire>
              : z.output<Given>;

/** Mapped over the fields' wire types, in which fields that may be left out are optional. */
type Fields<Wire, Shape> = {
  [Name in keyof Wire]: Name extends keyof Shape
    ? Shape[Name] extends Schema
      ? GivenOf<Shape[Name]>
      : never
    : Wire[Name];
};

type Values<Wire, Value extends Schema> = { [Key in keyof Wire]: GivenOf<Value> };

type Each<Option extends Schema> = Option extends Schema ? GivenOf<Option> : never;
