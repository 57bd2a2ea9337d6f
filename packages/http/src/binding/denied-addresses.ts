/**
 * Addresses that are denied by default: link-local ones, where clouds serve the credentials of the
 * machine to every process. A mistaken or attacker-controlled target must not reach them, neither
 * by address nor by name.
 */

import dns from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** The `code` of the error that a denied lookup fails with. */
export const deniedAddressCode = "SEAMLINE_DENIED_ADDRESS";

const names: ReadonlySet<string> = new Set(["metadata.google.internal", "metadata.goog", "instance-data.ec2.internal"]);

const denied = new BlockList();
denied.addSubnet("169.254.0.0", 16, "ipv4"); // link-local, and the metadata of most clouds
denied.addAddress("100.100.100.200", "ipv4"); // Alibaba
denied.addAddress("168.63.129.16", "ipv4"); // Azure
denied.addAddress("192.0.0.192", "ipv4"); // Oracle
denied.addSubnet("fe80::", 10, "ipv6"); // link-local
denied.addAddress("fd00:ec2::254", "ipv6"); // Amazon
denied.addAddress("fd20:ce::254", "ipv6"); // Google
denied.addSubnet("64:ff9b::a9fe:0", 112, "ipv6"); // 169.254.0.0/16 behind NAT64

/**
 * Tests whether a host is denied.
 * @param hostname as `URL` writes it: lower-case, addresses in their canonical form.
 */
export function isDeniedHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, "");
  return isIP(host) === 0 ? names.has(host) : isDeniedAddress(host);
}

/** Resolves names for sockets, as Node does; fails if any address of a name is denied. */
export const checkedLookup: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, options, (error, found, family) => {
    const addresses: readonly string[] = Array.isArray(found) ? found.map(({ address }) => address) : [found];
    if (error !== null || !addresses.some(isDeniedAddress)) return callback(error, found, family);
    callback(Object.assign(new Error(`${hostname} resolves to a denied address`), { code: deniedAddressCode }), found);
  });
};

/** Tests an address; IPv4 addresses written as IPv6 match their IPv4 rules. */
function isDeniedAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && denied.check(address, version === 6 ? "ipv6" : "ipv4");
}
