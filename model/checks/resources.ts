import { tableNameOf } from "../names.ts";
import type { AccountDraft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import { namesAt } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import { chooseFrom } from "../reading/suggest.ts";
import { regionalSourceOf } from "../replica-source.ts";
import type { DeclaredTable } from "../schema/data.ts";
import { defaultsFor, tableSettings } from "../settings.ts";
import type { Check } from "./check.ts";
import type { DeclaredResource } from "./declared-resources.ts";

/** Refuses a second entry for a resource that is declared already: both would change it. */
export function checkTwin(
  { draft, report }: Check,
  { part, path, kind, owner, name, declared }: DeclaredResource,
  seen: Map<string, string>,
): void {
  const region = declared.region ?? draft.organization?.value?.homeRegion ?? "";
  if (kind !== "tables" && declared.existing === undefined) return;
  // A replica in its source's own region is reported as one.
  const source = kind === "tables" ? sourceOf(owner, declared) : undefined;
  if (source !== undefined && (source.region ?? draft.organization?.value?.homeRegion ?? "") === region) return;
  const identity = kind === "tables" ? `${owner.name}/${region}/${tableNameOf(owner.name, name, declared)}` : (declared.existing ?? "");
  const twin = seen.get(identity);
  if (twin !== undefined) {
    const where = declared.existing === undefined ? path : [...path, "existing"];
    const finding = { what: `is declared already as ${twin}`, got: declared.existing ?? name, remedy: "keep one of the two" };
    report.problem(part, where, finding, declared.existing === undefined ? "name" : "value");
  }
  seen.set(identity, `${owner.name}/${name}`);
}

/** The table of the same account that a replica replicates. */
function sourceOf({ name: account, data }: AccountDraft, declared: DeclaredTable): DeclaredTable | undefined {
  const name = regionalSourceOf(account, declared);
  return name === undefined ? undefined : entry(data?.value?.tables, name);
}

/** Refuses ARNs that are of another region or account than their entry. */
export function checkRegion(check: Check, resource: DeclaredResource): void {
  const { path, kind, declared } = resource;
  if (kind !== "tables" && declared.existing !== undefined) checkPlace(check, resource, [...path, "existing"], declared.existing);
  const key = kind !== "keys" && typeof declared.encryption === "object" ? declared.encryption.key : undefined;
  if (key?.startsWith("arn:") === true) checkPlace(check, resource, [...path, "encryption", "key"], key);
}

function checkPlace({ draft, report }: Check, { part, declared, owner }: DeclaredResource, path: Path, arn: string): void {
  const id = owner.account?.value?.id;
  const [, , , arnRegion, arnAccount] = arn.split(":");
  const region = declared.region ?? draft.organization?.value?.homeRegion;
  if (region !== undefined && arnRegion !== region) {
    report.problem(part, path, {
      what: `is not in ${region}`,
      got: arn,
      remedy: path.at(-1) === "key" ? "name a key of that region" : `add region: ${arnRegion ?? ""}, or correct the ARN`,
    });
  }
  // What exists may lie under another account's key, which is not Palisade's to choose.
  // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
  const isOthersKey = path.at(-1) === "key" && declared.existing !== undefined;
  if (id !== undefined && arnAccount !== id && !isOthersKey) {
    report.problem(part, path, {
      what: `is not in this account, ${id}`,
      got: arn,
      remedy: path.at(-1) === "key" ? "name a key of this account" : "declare it in the account that it is in",
    });
  }
}

/** Refuses what exists already in an account that is created here: nobody can have made it. */
export function checkExisting({ report }: Check, { owner, part, path, kind, declared }: DeclaredResource): void {
  const account = owner.account?.value;
  if (account?.email === undefined || account.id !== undefined) return;
  const key = kind !== "keys" && typeof declared.encryption === "object" ? declared.encryption.key : undefined;
  const what = "exists already, in an account that is created here";
  if (declared.existing !== undefined)
    report.problem(part, [...path, "existing"], {
      what,
      got: declared.existing,
      remedy: "add the account's id, or remove the line, so that it is created too",
    });
  if (key?.startsWith("arn:") === true)
    report.problem(part, [...path, "encryption", "key"], {
      what,
      got: key,
      remedy: "add the account's id, or name a key that is declared under keys, so that it is created too",
    });
}

/**
 * The longest name of a table with a key of its own: the key's alias, `alias/palisade/table/<name>`, has at most 256 characters.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 */
const LONGEST_UNDER_OWN_KEY = 235;

/** Refuses a table whose name is too long for the alias of its key. */
export function checkAlias(
  { draft, report }: Check,
  { owner, part, path, name, declared }: Extract<DeclaredResource, { kind: "tables" }>,
): void {
  const [organization, account] = [draft.organization?.value, owner.account?.value];
  if (name.length <= LONGEST_UNDER_OWN_KEY || declared.existing !== undefined) return;
  if (organization === undefined || account === undefined) return;
  if (tableSettings(declared, defaultsFor(organization, account), organization.homeRegion).encryption !== "own-key") return;
  const longest = LONGEST_UNDER_OWN_KEY.toString();
  report.problem(
    part,
    path,
    {
      what: `has ${name.length.toString()} letters, too many for the alias of its own key`,
      got: name,
      remedy: `shorten it to ${longest}, or write encryption: { key: <one declared under keys> }`,
    },
    "name",
  );
}

/**
 * What to do about a table or secret that lies under no key of its own. Palisade does not change how something is encrypted that exists: the
 * word for a key of its own would do nothing there.
 */
export const ownKeyRemedy = ({ existing }: { readonly existing?: string | undefined }): string =>
  existing === undefined
    ? "write encryption: own-key"
    : "encrypt it under a customer managed key in its account, and write encryption: { key: <ARN of the key> }";

/** Refuses the word for a key that Palisade makes, where something exists that Palisade does not encrypt. */
export function checkOwnKey({ report }: Check, { part, path, declared }: Exclude<DeclaredResource, { kind: "keys" }>): void {
  if (declared.existing === undefined || declared.encryption !== "own-key") return;
  report.problem(part, [...path, "encryption"], {
    what: "exists already, and Palisade does not change what it is encrypted under",
    got: declared.encryption,
    remedy: "write the key that it has: { key: <ARN of the key> }, aws-managed or, for a table, aws-owned",
  });
}

/** Checks the settings of a secret that tables do not share. */
export function checkSecret({ report }: Check, { part, path, declared: secret }: Extract<DeclaredResource, { kind: "secrets" }>): void {
  if (secret.encryption === "aws-owned") {
    report.problem(part, [...path, "encryption"], {
      what: "does not exist for secrets",
      got: "aws-owned",
      remedy: secret.existing === undefined ? "write own-key or aws-managed" : "write aws-managed or { key: <ARN of the key> }",
    });
  }
  if (secret.adds !== undefined && secret.existing === undefined) {
    report.problem(
      part,
      [...path, "adds"],
      { what: "belongs to existing secrets alone", got: secret.adds, remedy: "remove it; a secret made here gets every document" },
      "name",
    );
  }
}

/** Refuses encryption under a key that the account does not declare, or that is in another region. */
export function checkEncryptionKey(
  { draft, report }: Check,
  { part, path, owner, declared }: Exclude<DeclaredResource, { kind: "keys" }>,
): void {
  if (typeof declared.encryption !== "object" || declared.encryption.key.startsWith("arn:")) return;
  const { key } = declared.encryption;
  const keys = namesAt(owner.data, ["keys"]);
  if (keys === undefined) return;
  const found = entry(owner.data?.value?.keys, key);
  const home = draft.organization?.value?.homeRegion;
  const [region, keyRegion] = [declared.region ?? home, found?.region ?? home];
  if (found !== undefined && region !== undefined && keyRegion !== region) {
    report.problem(part, [...path, "encryption", "key"], {
      what: `is in ${keyRegion ?? ""}, and what lies under it in ${region}`,
      got: key,
      remedy: `name a key of ${region}, or declare one`,
    });
  }
  if (keys.includes(key)) return;
  report.problem(part, [...path, "encryption", "key"], {
    what: "is not a key of this account",
    got: key,
    remedy: chooseFrom(key, keys, "declare it under keys"),
  });
}
