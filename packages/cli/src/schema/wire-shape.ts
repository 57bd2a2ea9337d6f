/**
 * What travels, as plain data: the wire side of a schema in a form that can be written to a file and compared with another build
 * of the same contract. Names, descriptions and the domain side of codecs are no part of it.
 */

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a shape of any kind may have beside its own. */
export interface Restrictions {
  /** How many checks it has of which only the presence is known: refinements, and those behind a codec. */
  readonly refinements?: number;
  /** What code sees where a codec stands: `date`, `bigint`, `custom Uint8Array`. */
  readonly codec?: string;
  /** The order of the checks, written down where one of them changes the value (`.trim()`), for then it matters. */
  readonly order?: readonly string[];
}

/** Text. */
export interface StringShape extends Restrictions {
  readonly type: "string";
  /** UTF-16 code units. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Formats and patterns, each as its own text; all must hold. */
  readonly tests?: readonly string[];
}

/** A number. Bounds with `exclusive…` are not themselves allowed. */
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

/** Text made of fixed and free pieces. */
export interface TemplateShape extends Restrictions {
  readonly type: "template";
  readonly parts: readonly (string | WireShape)[];
}

/** A property, or an item of a tuple: a shape, and whether it may be missing. */
export type FieldShape = WireShape & Presence;

/** Whether a property may be missing, and what then stands there. */
export interface Presence {
  /** Left out: it may not. */
  readonly presence?: "optional" | "default";
  /** The default as JSON; left out when it is computed each time. */
  readonly default?: string;
}

/** An object. `others` are the properties it does not name: left out they are stripped. */
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

/** A list whose positions have shapes of their own. */
export interface TupleShape extends Restrictions {
  readonly type: "tuple";
  readonly items: readonly FieldShape[];
  readonly rest?: WireShape;
}

/** An object with any number of keys. One whose keys are known is an {@link ObjectShape}. */
export interface RecordShape extends Restrictions {
  readonly type: "record";
  readonly keys: WireShape;
  readonly values: WireShape;
  /** Keys that do not fit are kept, not refused. */
  readonly loose?: true;
}

/** Any of the options; with `exclusive` exactly one. */
export interface UnionShape extends Restrictions {
  readonly type: "union";
  readonly options: readonly WireShape[];
  readonly discriminator?: string;
  readonly exclusive?: true;
}

/** All at once. */
export interface AllShape extends Restrictions {
  readonly type: "all";
  readonly of: readonly WireShape[];
}

/** A shape that is written once for the whole contract. */
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

/** The shapes that references name. */
export type NamedShapes = Readonly<Record<string, WireShape>>;
