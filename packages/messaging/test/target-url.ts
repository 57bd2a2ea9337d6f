/** Splits a URL as the topology does. */

import type { TargetUrl } from "@seamline/core/extend";
import type { BrokerProvider, BrokerTarget } from "../src/broker/broker-provider.ts";

/** Splits the text of a URL. */
export function splitUrl(text: string): TargetUrl {
  const scheme = text.slice(0, text.indexOf(":"));
  const question = text.indexOf("?");
  const rest = text.slice(scheme.length + 1, question < 0 ? undefined : question);
  let position = question + 1;
  const pairs = question < 0 ? [] : text.slice(question + 1).split("&");
  const options = pairs.map((pair) => {
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    const option = { name, value: decodeURIComponent(value), position: position + name.length + 1 };
    position += pair.length + 1;
    return option;
  });
  return { text, scheme, rest, options };
}

/** Reads a URL that has no faults. */
export function readUrl(provider: BrokerProvider, text: string): BrokerTarget {
  const faults = listFaults(provider, text);
  if (faults.length > 0) throw new Error(`${text}: ${faults.join("; ")}`);
  return provider.read(splitUrl(text), () => undefined);
}

/** The faults of a URL, each with its position. */
export function listFaults(provider: BrokerProvider, text: string): readonly string[] {
  const faults: string[] = [];
  provider.read(splitUrl(text), (position, message) => faults.push(`${position}: ${message}`));
  return faults;
}
