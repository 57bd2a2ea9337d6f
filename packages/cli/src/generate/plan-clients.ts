/**
 * The generated client packages of a repository, as text. Loads the contracts and the readers and
 * printers of schemas.
 */

import type { ClientFolder } from "../config/client-folders.ts";
import { type ContractSource, loadContract } from "../contract-source/load-contract.ts";
import { UserError } from "../error/user-error.ts";
import { planClient } from "./plan-client.ts";
import { compareFolder, type FileChange } from "./sync-folder.ts";

/** The planned files of one client package. */
export interface ClientPlan {
  readonly service: string;
  readonly client: ClientFolder;
  /** Texts by file name. */
  readonly files: ReadonlyMap<string, string>;
  readonly changes: readonly FileChange[];
}

/**
 * Plans every package, or none.
 * @param onLoaded called once all contracts are loaded, before the folders are compared.
 * @throws {UserError} listing the faults of the contracts.
 */
export async function planClients(
  clients: readonly ClientFolder[],
  onLoaded?: () => void,
): Promise<readonly ClientPlan[]> {
  const faults: string[] = [];
  const collect = (reason: unknown): void => {
    if (!(reason instanceof UserError)) throw reason;
    faults.push(...reason.faults);
  };
  const sources: ContractSource[] = [];
  for (const client of clients) {
    await loadContract(client).then((source) => sources.push(source), collect);
  }
  onLoaded?.();
  faults.push(...findClashes(sources));
  const contracts = sources.map(({ contract }) => contract);
  const plans = sources.flatMap((source): readonly ClientPlan[] => {
    try {
      const files = planClient(source, contracts);
      const changes = compareFolder(source.client.output, files);
      return [{ service: source.contract.name, client: source.client, files, changes }];
    } catch (reason) {
      collect(reason);
      return [];
    }
  });
  if (faults.length > 0) throw new UserError(faults);
  return plans;
}

/** Services that differ in case only would share environment variables, and on some systems folders. */
function findClashes(sources: readonly ContractSource[]): readonly string[] {
  const known = new Map<string, { readonly name: string; readonly file: string }>();
  return sources.flatMap(({ client: { contractFile }, contract: { name } }) => {
    const other = known.get(name.toLowerCase());
    if (other === undefined) known.set(name.toLowerCase(), { name, file: contractFile });
    if (other === undefined) return [];
    const found =
      other.name === name
        ? `${name}, which ${other.file} defines already`
        : `${name}, which differs in case only from ${other.name} of ${other.file}`;
    return [`${contractFile}: expected a unique service name, found ${found}; rename one of them`];
  });
}
