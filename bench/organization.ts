import { globSync, readFileSync } from "node:fs";
import path from "node:path";

/** Reads every YAML file of a declaration. */
export function readFiles(folder: string): Map<string, string> {
  return new Map(globSync("**/*.yaml", { cwd: folder }).map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
}

/**
 * An organization of exactly so many accounts in the proportions of a declaration: whole copies of it under numbered names,
 * and accounts without data for what is left over.
 */
export function multiply(files: ReadonlyMap<string, string>, accounts: number): Map<string, string> {
  const names = [...new Set([...files.keys()].flatMap((file) => /^accounts\/([^/]+)\//.exec(file)?.[1] ?? []))].sort();
  const anyName = new RegExp(`(?<!organizationalUnit: |[\\w-])(${names.join("|")})(?![\\w-])`, "g");
  const result = new Map([["organization.yaml", files.get("organization.yaml") ?? ""]]);
  const counter = { id: 400_000_000_000, network: 0 };
  const copies = Math.floor(accounts / names.length);
  for (let copy = 0; copy < copies; copy += 1) {
    for (const name of names) {
      for (const kind of ["account", "data"]) {
        const text = files.get(`accounts/${name}/${kind}.yaml`);
        if (text === undefined) continue;
        const renamed = text.replace(anyName, (found) => `${found}-${copy.toString()}`);
        result.set(`accounts/${name}-${copy.toString()}/${kind}.yaml`, distinct(renamed, counter, kind === "account"));
      }
    }
  }
  for (let rest = copies * names.length; rest < accounts; rest += 1) {
    const name = `spare-${rest.toString()}`;
    result.set(
      `accounts/${name}/account.yaml`,
      distinct(`account: ${name}\nid: "200000000000"\norganizationalUnit: workloads/prod\n`, counter, true),
    );
  }
  return result;
}

/** Gives ids, e-mail addresses, VPCs and address ranges of their own to a copy; ARNs inside an account follow its id. */
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
