/** Version ranges, as package managers match them against the packages of a workspace. */

type Version = readonly [number, number, number];
type Comparator = (version: Version) => boolean;

const number = String.raw`(\d+|[xX*])`;
const partial = new RegExp(String.raw`^[v=]*${number}?(?:\.${number})?(?:\.${number})?(?:[-+].*)?$`);

/** Checks that a range accepts a version; a non-range (a tag, `catalog:`) accepts every version. */
export function admits(range: string, version: string | undefined): boolean {
  const found = version === undefined ? undefined : toVersion(version);
  if (found === undefined) return true;
  const alternatives = range.split("||").map((one) => readComparators(one.trim()));
  return alternatives.some((comparators) => comparators === undefined || comparators.every((admit) => admit(found)));
}

function toVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** `undefined` for a text that is not a range. */
function readComparators(text: string): readonly Comparator[] | undefined {
  const between = /^(\S+)\s+-\s+(\S+)$/.exec(text);
  const parts =
    between === null ? text.replaceAll(/([<>=~^]+)\s+/g, "$1").split(/\s+/) : [`>=${between[1]}`, `<=${between[2]}`];
  const found = parts.map(readComparator);
  return found.every((one) => one !== undefined) ? found : undefined;
}

function readComparator(text: string): Comparator | undefined {
  const [, operator = "", rest = ""] = /^([<>]=?|[~^=])?(.*)$/.exec(text) ?? [];
  const match = partial.exec(rest);
  if (match === null) return undefined;
  const given = [match[1], match[2], match[3]].map((part) =>
    part === undefined || /[xX*]/.test(part) ? undefined : Number(part),
  );
  const [major, minor, patch] = given;
  if (major === undefined) return () => true;
  const low: Version = [major, minor ?? 0, patch ?? 0];
  const above = (version: Version): boolean => compare(version, low) >= 0;
  const wildcard: Version =
    minor === undefined ? [major + 1, 0, 0] : patch === undefined ? [major, minor + 1, 0] : [major, minor, patch + 1];
  switch (operator) {
    case ">=":
      return above;
    case ">":
      return (version) => compare(version, wildcard) >= 0;
    case "<":
      return (version) => !above(version);
    case "<=":
      return (version) => compare(version, wildcard) < 0;
    case "^":
      return (version) => above(version) && compare(version, caretLimit(low, minor)) < 0;
    case "~":
      return (version) =>
        above(version) && compare(version, minor === undefined ? wildcard : [major, minor + 1, 0]) < 0;
    default:
      return (version) => above(version) && compare(version, wildcard) < 0;
  }
}

/** The first version above: the leftmost non-zero number may not change. */
function caretLimit([major, minor, patch]: Version, written: number | undefined): Version {
  if (major > 0 || written === undefined) return [major + 1, 0, 0];
  return minor > 0 ? [0, minor + 1, 0] : [0, 0, patch + 1];
}

function compare(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
