import { filledText } from "./instance-source.ts";
import { readPart } from "./part.ts";
import { valuesOf } from "./templates.ts";

/** Where the files of an account stand, and which accounts a change of them is for. */
export interface AccountPlace {
  /** `accounts/<account>` or `templates/<template>`. */
  readonly folder: string;
  /** The folder of the template that makes the account; undefined where it has a folder of its own. */
  readonly template: string | undefined;
  /** The accounts that are made from the files: the account alone, or all of its template, sorted. */
  readonly accounts: readonly string[];
  /** A name or text of the files as this account has it. */
  readonly filled: (text: string) => string;
}

/** Where the files of an account stand; undefined for an account that the declaration does not have. */
export function accountPlace(files: ReadonlyMap<string, string>, name: string): AccountPlace | undefined {
  const own = `accounts/${name}`;
  if (files.has(`${own}/account.yaml`)) return { folder: own, template: undefined, accounts: [name], filled: (text) => text };
  for (const [file, text] of files) {
    const [, folder] = /^(templates\/[^/]+)\/template\.yaml$/.exec(file) ?? [];
    if (folder === undefined) continue;
    const accounts = readPart("template", file, text).value?.accounts ?? {};
    if (!Object.hasOwn(accounts, name)) continue;
    const values = valuesOf(name, accounts[name] ?? {});
    return { folder, template: folder, accounts: Object.keys(accounts).sort(), filled: (each) => filledText(each, values) };
  }
  return undefined;
}
