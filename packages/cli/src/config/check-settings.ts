/** The schema of the `check` part of a configuration. */

import { arrayOf, either, isRecord, object, oneOf, recordOf, type Setting, text, value } from "@seamline/core/settings";

const folders: Setting = arrayOf("an array of folders", text("a folder"));
const parts: Setting = arrayOf("an array of patterns", text("a pattern"));
const packages: Setting = arrayOf("an array of packages", text("a package"));
const names: Setting = arrayOf("an array of names", text("a name"));
const mode: Setting = oneOf("frozen", "shrinking", "open");

const moduleBoundary: Setting = object(
  {
    path: either((value) => (Array.isArray(value) ? folders : text("a folder or an array of folders"))),
    client: text("a folder"),
    public: either((value) => (isRecord(value) ? recordOf("an object of parts", parts) : parts)),
    private: parts,
    forbidden: packages,
  },
  ["path"],
);

const edgePolicy: Setting = object({ types: oneOf("only", "free"), parts: names, allow: parts });

/** The settings of `check`. */
export const checkSettings: Setting = object({
  modules: either((value) =>
    Array.isArray(value)
      ? folders
      : recordOf(
          "an array of folders or an object of modules",
          either((one) => (isRecord(one) ? moduleBoundary : text("a folder or an object"))),
        ),
  ),
  public: parts,
  clients: folders,
  shared: folders,
  roots: folders,
  edges: recordOf(
    "an object of modules",
    either((value) => (Array.isArray(value) ? names : recordOf("an array or an object of modules", edgePolicy))),
  ),
  forbidden: recordOf("an object of modules", packages),
  tables: recordOf("an object of modules", arrayOf("an array of tables", text("a table"))),
  floors: arrayOf(
    "an array of floor plans",
    object(
      {
        within: text("a folder"),
        order: arrayOf(
          "an array of folders",
          either((value) => (Array.isArray(value) ? folders : text("a folder or an array of folders"))),
        ),
      },
      ["order"],
    ),
  ),
  baseline: object({ folder: text("a folder"), mode, modes: recordOf("an object of modules", mode) }),
  external: arrayOf(
    "an array of specifiers",
    either((given) =>
      typeof given === "string" && given.startsWith(".")
        ? value(
            'a specifier that a bundler provides, as "virtual:*"',
            () => false,
            "write it in check.unresolved under the file that imports it",
          )
        : text("a specifier"),
    ),
  ),
  unresolved: recordOf("an object of files", arrayOf("an array of specifiers", text("a specifier"))),
  conditions: arrayOf("an array of conditions", text("a condition")),
  ignore: parts,
});
