import { type AddedEntries, addEntries, newFile, type Sections } from "./add-entries.ts";
import type { AdoptedAccount, AdoptedOrganization } from "./adopted.ts";
import { declaredName } from "./adopted.ts";

/** Files of a declaration with what was adopted, and what could not be added to them. */
export interface WrittenFiles {
  /** Those that are new or changed, by their path in the declaration's folder. */
  readonly files: ReadonlyMap<string, string>;
  readonly added: number;
  readonly refused: readonly string[];
}

/** What a declaration's folder has: texts by path, and the folder of each account by its id. */
export interface FoundFiles {
  readonly texts: ReadonlyMap<string, string>;
  readonly accountFolders: ReadonlyMap<string, string>;
  /** What accounts that a template makes have already, by their ids. */
  readonly ofTemplates: ReadonlyMap<string, TemplatedAccount>;
  /** Where the JSON Schemas lie, as a path from the declaration's folder. */
  readonly schemas: string;
}

/** An account that a template makes. Nothing is added to it: what is written into the template would be of all of its accounts. */
export interface TemplatedAccount {
  /** The folder of the template. */
  readonly template: string;
  readonly sections: Sections;
}

/** Writes what exists as entries of a declaration, beside those that it has already. */
export function writeAdopted(adopted: AdoptedOrganization, found: FoundFiles): WrittenFiles {
  const files = new Map<string, string>();
  const refused: string[] = [];
  let added = 0;
  const write = (file: string, sections: Sections, made: (sections: Sections) => string): void => {
    const before = found.texts.get(file);
    const isEmpty = Object.values(sections).every((entries) => Object.keys(entries).length === 0);
    if (before === undefined) {
      if (isEmpty && /(?:data|inventory)\.yaml$/.test(file)) return;
      files.set(file, made(sections));
      added += Object.values(sections).reduce((sum, entries) => sum + Object.keys(entries).length, 0);
      return;
    }
    const result: AddedEntries = addEntries(before, sections);
    refused.push(...result.refused.map((text) => `${file}: ${text}`));
    added += result.added;
    if (result.text !== before) files.set(file, result.text);
  };
  write("organization.yaml", { organizationalUnits: adopted.units }, (sections) =>
    newFile(`${found.schemas}/organization.schema.json`, HEAD, organizationFields(adopted), sections),
  );
  const inventories = [adopted.inventory];
  for (const account of adopted.accounts) {
    const made = found.ofTemplates.get(account.id);
    if (made !== undefined) {
      const missing = lackingIn(made, account);
      // The inventory names nothing that is not declared.
      if (missing.length === 0) inventories.push(account.inventory);
      else refused.push(`${made.template}: makes ${account.name}, which also has ${missing.join(", ")}; ${ADD_BY_HAND}`);
      continue;
    }
    inventories.push(account.inventory);
    const folder = found.accountFolders.get(account.id) ?? `accounts/${account.name}`;
    const schemas = `../../${found.schemas}`;
    write(`${folder}/account.yaml`, { networks: account.networks, clusters: account.clusters, workloads: account.workloads }, (sections) =>
      newFile(`${schemas}/account.schema.json`, HEAD_OF_ACCOUNT, accountFields(account), sections),
    );
    write(`${folder}/data.yaml`, { tables: account.tables, secrets: account.secrets }, (sections) =>
      newFile(`${schemas}/data.schema.json`, HEAD_OF_DATA, {}, sections),
    );
  }
  const inventory: Record<string, Record<string, unknown>> = {};
  for (const part of inventories)
    for (const [section, entries] of Object.entries(part)) Object.assign((inventory[section] ??= {}), entries);
  write("inventory.yaml", inventory, (sections) => newFile(`${found.schemas}/inventory.schema.json`, HEAD_OF_INVENTORY, {}, sections));
  return { files, added, refused };
}

const ADD_BY_HAND = "add it by hand where every account of the template has it, or write the account out in a folder of its own";

/** What an account has that its template does not say. */
const lackingIn = ({ sections }: TemplatedAccount, { networks, clusters, workloads, tables, secrets }: AdoptedAccount): string[] =>
  Object.entries({ networks, clusters, workloads, tables, secrets }).flatMap(([section, entries]) =>
    Object.keys(entries).flatMap((name) => (Object.hasOwn(sections[section] ?? {}, name) ? [] : [`${section}.${name}`])),
  );

const HEAD = "Adopted from AWS. Check the roles below: they are the usual ones, and nothing of AWS says which yours are.";
const HEAD_OF_ACCOUNT = "Adopted from AWS. Check where each workload runs: AWS says which service takes a role, not from which network.";
const HEAD_OF_DATA = "Adopted from AWS. Say who uses what under usedBy and sharedWith.";
const HEAD_OF_INVENTORY = "What was there when it was adopted. docs/inventory.md describes each list.";

const organizationFields = ({ organization, homeRegion }: AdoptedOrganization) => ({
  organization: { name: declaredName(String(organization["id"]).replace(/^o-/, ""), "organization"), ...organization },
  homeRegion,
  deployment: {
    role: "PalisadeDeploy",
    takenBy: [`arn:aws:iam::${String(organization["managementAccount"])}:role/PalisadeRunner`],
  },
  administrators: ["AWSReservedSSO_AdministratorAccess"],
  breakGlass: { role: "BreakGlass", trusted: ["AWSReservedSSO_OnCall"] },
});

const accountFields = ({ name, id, unit, attached }: AdoptedAccount) => ({
  account: name,
  id,
  organizationalUnit: unit,
  ...(attached === undefined ? {} : { attachedPolicies: attached }),
});
