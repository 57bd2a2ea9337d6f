/** The existing client packages of a repository, which are doors of modules and not modules. */

const contract = /^(.+?)\/(?:src\/)?contract\.[cm]?ts$/;

/**
 * Finds the folders of client packages: those with a contract in a folder `clients`, or with
 * generated files beside it.
 */
export function findClientFolders(files: readonly string[]): readonly string[] {
  const known = new Set(files.map((file) => file.slice(0, Math.max(0, file.lastIndexOf("/")))));
  const folders = files.flatMap((file) => {
    const folder = contract.exec(file)?.[1];
    if (folder === undefined) return [];
    const isClient = /(?:^|\/)clients\/[^/]+$|-client$/.test(folder);
    return isClient || known.has(`${folder}/src/generated`) || known.has(`${folder}/generated`) ? [folder] : [];
  });
  return [...new Set(folders)].sort();
}
