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
  const plans = sources.flatMap((source): readonly ClientPlan[] => {
    try {
      const files = planClient(source);
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

function findClashes(sources: readonly ContractSource[]): readonly string[] {
  const files = new Map<string, string>();
  return sources.flatMap(({ client, contract }) => {
    const other = files.get(contract.name);
    if (other === undefined) files.set(contract.name, client.contractFile);
    return other === undefined
      ? []
      : [
          `${client.contractFile}: expected a unique service name, found ${contract.name}, which ${other} defines already; rename one of them`,
        ];
  });
}
