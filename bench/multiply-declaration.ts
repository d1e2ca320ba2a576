import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { isMap, isScalar, parseDocument } from "yaml";

/** Reads every YAML file of a declaration. */
export function readFiles(folder: string): Map<string, string> {
  return new Map(globSync("**/*.yaml", { cwd: folder }).map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
}

/**
 * The files of an organization with exactly this number of accounts, in the proportions of a declaration. They are copies of the
 * declaration under numbered names. The last copy has only some of its accounts, with all accounts that these name.
 */
export function multiplyDeclaration(files: ReadonlyMap<string, string>, accounts: number): Map<string, string> {
  const names = [...new Set([...files.keys()].flatMap((file) => /^accounts\/([^/]+)\//.exec(file)?.[1] ?? []))].sort();
  const anyName = new RegExp(`(?<!organizationalUnit: |[\\w-])(${names.join("|")})(?![\\w-])`, "g");
  const filesOf = (name: string) =>
    ["account", "data"].flatMap((kind) => {
      const text = files.get(`accounts/${name}/${kind}.yaml`);
      return text === undefined ? [] : [{ kind, text }];
    });
  const named = new Map(names.map((name) => [name, filesOf(name).flatMap(({ text }) => text.match(anyName) ?? [])]));
  const result = new Map<string, string>();
  const firstIds = new Map<string, string>();
  const counter = { id: 400_000_000_000, network: 0 };
  for (let left = accounts, copy = 0; left > 0; copy += 1) {
    const copied = left < names.length ? part(named, left) : names;
    for (const name of copied) {
      for (const { kind, text } of filesOf(name)) {
        const renamed = text.replace(anyName, (found) => `${found}-${copy.toString()}`);
        result.set(`accounts/${name}-${copy.toString()}/${kind}.yaml`, distinct(renamed, counter, kind === "account"));
        const id = kind === "account" && copy === 0 ? /^id: "(\d{12})"/m.exec(text)?.[1] : undefined;
        if (id !== undefined) firstIds.set(id, counter.id.toString());
      }
    }
    left -= copied.length;
  }
  const organization = withFirstCopies(files.get("organization.yaml") ?? "", (name) => result.has(`accounts/${name}-0/account.yaml`));
  return result.set(
    "organization.yaml",
    organization.replace(/\b\d{12}\b/g, (id) => firstIds.get(id) ?? id),
  );
}

/**
 * `organization.yaml` with the first copies of the accounts that it names. Only these keys name accounts there; a unit may have the name of
 * an account. What names an account without a copy is left out.
 */
function withFirstCopies(text: string, hasCopy: (account: string) => boolean): string {
  const document = parseDocument(text);
  const vendors = document.get("vendors");
  const taken = isMap(vendors) ? vendors.items.map(({ key }) => ["vendors", keyOf(key), "takes"]) : [];
  for (const place of [["backups", "copiedTo"], ...taken]) {
    const named = document.getIn(place);
    if (!isMap(named)) continue;
    named.items = named.items.filter(({ key }) => hasCopy(keyOf(key)));
    for (const { key } of named.items) if (isScalar(key)) key.value = `${keyOf(key)}-0`;
    if (named.items.length === 0) document.deleteIn(place.slice(0, -1));
  }
  return document.toString();
}

const keyOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

/** Exactly `size` accounts with all accounts that they name. Accounts that name the fewest come first. */
function part(named: ReadonlyMap<string, readonly string[]>, size: number): string[] {
  const taken = new Set<string>();
  const wholes = [...named.keys()].map((name) => closure(named, name)).sort((a, b) => a.size - b.size);
  for (const whole of wholes) {
    const added = [...whole].filter((name) => !taken.has(name));
    if (taken.size + added.length <= size) for (const name of added) taken.add(name);
  }
  if (taken.size < size) throw new Error(`no ${size.toString()} accounts name only each other, got ${taken.size.toString()}`);
  return [...taken].sort();
}

/** An account, the accounts that it names, those that they name, and so on. */
function closure(named: ReadonlyMap<string, readonly string[]>, name: string): Set<string> {
  const reached = new Set([name]);
  for (const each of reached) for (const next of named.get(each) ?? []) reached.add(next);
  return reached;
}

/** Gives a copy its own ids, e-mail addresses, VPCs and address ranges. ARNs in an account get its new id. */
function distinct(text: string, counter: { id: number; network: number }, isAccount: boolean): string {
  if (isAccount) counter.id += 1;
  const id = counter.id.toString();
  return text
    .replace(/\b[23]000000000\d\d\b/g, id)
    .replace(/aws\+[\w-]+@/g, `aws+${id}@`)
    .replace(/\b(vpc|vpce|rtb)-[0-9a-f]{17}\b/g, (_, kind: string) => `${kind}-${id}${"0".repeat(5)}`)
    .replace(/\b10\.\d+\.0\.0\/16\b/g, () => {
      const start = (counter.network++ * 4096) % 2 ** 24;
      return `10.${(start >> 16).toString()}.${((start >> 8) & 255).toString()}.0/20`;
    });
}
