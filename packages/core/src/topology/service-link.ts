/**
 * The variables that Kubernetes and Docker put into every container for each service: for one named
 * `seamline-catalog`, `SEAMLINE_CATALOG_SERVICE_HOST`, `SEAMLINE_CATALOG_PORT` and more.
 *
 * @see https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables
 */

const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*)$/i;
const port = /^\d{1,5}$/;
const url = /^(?:tcp|udp|sctp):\/\/\S+$/;

/** The ends of their names, each with the form of its values, none of which is an expression. */
const links: readonly (readonly [end: RegExp, form: RegExp])[] = [
  [/_SERVICE_HOST$/, address],
  [/_SERVICE_PORT(?:_[A-Z0-9_]+)?$/, port],
  [/_PORT$/, url],
  [/_PORT_\d+_(?:TCP|UDP|SCTP)$/, url],
  [/_PORT_\d+_(?:TCP|UDP|SCTP)_PROTO$/, /^(?:tcp|udp|sctp)$/],
  [/_PORT_\d+_(?:TCP|UDP|SCTP)_PORT$/, port],
  [/_PORT_\d+_(?:TCP|UDP|SCTP)_ADDR$/, address],
];

/** Tests for such a variable by its name and value. */
export function isServiceLink(name: string, value: string): boolean {
  return links.some(([end, form]) => end.test(name) && form.test(value));
}
