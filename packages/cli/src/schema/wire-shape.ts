/**
 * Wire shapes: the wire side of a schema as plain data, which can be written to a file and compared
 * with another version of the contract. Names, descriptions and the domain side of codecs are not
 * part of it.
 */

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Parameters of shapes of any kind. */
export interface Restrictions {
  /** The number of opaque checks: refinements, and the checks behind a codec. */
  readonly refinements?: number;
  /** The domain type of a codec: `date`, `bigint`, `custom Uint8Array`. */
  readonly codec?: string;
  /**
   * The order of the checks, present if one of them changes the value (`.trim()`), because then it
   * matters.
   */
  readonly order?: readonly string[];
}

/** Text. */
export interface StringShape extends Restrictions {
  readonly type: "string";
  /** In UTF-16 code units. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Formats and patterns, as texts; all must match. */
  readonly tests?: readonly string[];
}

/** A number. Bounds with `exclusive…` are excluded. */
export interface NumberShape extends Restrictions {
  readonly type: "number" | "integer";
  readonly min?: number;
  readonly max?: number;
  readonly exclusiveMin?: number;
  readonly exclusiveMax?: number;
  readonly multipleOf?: readonly number[];
}

/** A kind without parameters. `json` is any JSON value. */
export interface PlainShape extends Restrictions {
  readonly type: "boolean" | "null" | "never" | "json";
}

/** One of these values: an enum or a literal. */
export interface ValuesShape extends Restrictions {
  readonly type: "values";
  readonly values: readonly Json[];
}

/** Text of fixed and free parts. */
export interface TemplateShape extends Restrictions {
  readonly type: "template";
  readonly parts: readonly (string | WireShape)[];
}

/** A property, or an item of a tuple: a shape, and its presence. */
export type FieldShape = WireShape & Presence;

/** The presence of a property: required, optional, or filled in. */
export interface Presence {
  /** Absent: required. */
  readonly presence?: "optional" | "default";
  /** The default as JSON; absent if it is computed each time. */
  readonly default?: string;
}

/** An object. `others` are the properties it does not name: absent, they are stripped. */
export interface ObjectShape extends Restrictions {
  readonly type: "object";
  readonly fields: Readonly<Record<string, FieldShape>>;
  readonly others?: "refused" | WireShape;
}

/** A list. */
export interface ArrayShape extends Restrictions {
  readonly type: "array";
  readonly items: WireShape;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** A list with a shape for each position. */
export interface TupleShape extends Restrictions {
  readonly type: "tuple";
  readonly items: readonly FieldShape[];
  readonly rest?: WireShape;
}

/** An object with any number of keys. One with known keys is an {@link ObjectShape}. */
export interface RecordShape extends Restrictions {
  readonly type: "record";
  readonly keys: WireShape;
  readonly values: WireShape;
}

/** Any of the options; with `exclusive` exactly one. */
export interface UnionShape extends Restrictions {
  readonly type: "union";
  readonly options: readonly WireShape[];
  readonly discriminator?: string;
  readonly exclusive?: true;
}

/** All of the shapes at once. */
export interface AllShape extends Restrictions {
  readonly type: "all";
  readonly of: readonly WireShape[];
}

/** A shape written once for the whole contract. */
export interface ReferenceShape extends Restrictions {
  readonly type: "reference";
  readonly name: string;
}

/** The shape of a wire value. */
export type WireShape =
  | StringShape
  | NumberShape
  | PlainShape
  | ValuesShape
  | TemplateShape
  | ObjectShape
  | ArrayShape
  | TupleShape
  | RecordShape
  | UnionShape
  | AllShape
  | ReferenceShape;

/** The shapes named by references. */
export type NamedShapes = Readonly<Record<string, WireShape>>;
