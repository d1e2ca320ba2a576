import { compareText } from "../../iam/compare-text.ts";
import type { Problem } from "../problem.ts";
import type { AccountFile } from "../schema/account.ts";
import type { DataFile } from "../schema/data.ts";
import type { OrganizationFile } from "../schema/organization.ts";
import type { Kind, Part } from "./part.ts";
import { readPart, unreadPart } from "./part.ts";
import { chooseFrom, suggestion } from "./suggest.ts";
import { accountsOfTemplates, type TemplateTexts } from "./templates.ts";

/** Text by path inside the declaration's folder, with `/` between its parts. */
export type Files = ReadonlyMap<string, string>;

/** What stands in one account's folder. */
export interface AccountDraft {
  /** The folder's name. */
  readonly name: string;
  readonly account: Part<AccountFile> | undefined;
  readonly data: Part<DataFile> | undefined;
}

/** A declaration that was read and is yet to be cross-checked. */
export interface Draft {
  readonly organization: Part<OrganizationFile> | undefined;
  /** Sorted by name. */
  readonly accounts: readonly AccountDraft[];
  readonly byName: ReadonlyMap<string, AccountDraft>;
  /** Problems of each file by itself. */
  readonly problems: readonly Problem[];
}

const ACCOUNT_FILE = /^accounts\/([^/]+)\/(account|data)\.yaml$/;
const TEMPLATE_FILE = /^templates\/([^/]+)\/(?:template|account|data)\.yaml$/;

const ACCOUNTS = "accounts";
const FOLDERS: readonly string[] = [ACCOUNTS, "templates"];
const ACCOUNT_FILES: readonly string[] = ["account.yaml", "data.yaml"];
const TEMPLATE_FILES: readonly string[] = ["template.yaml", ...ACCOUNT_FILES];

/** The folder of a path where it is `accounts` or `templates`, misspelt. */
function misnamedFolder(path: string): string | undefined {
  const [top = "", ...rest] = path.split("/");
  return rest.length > 0 && !FOLDERS.includes(top) && suggestion(top, FOLDERS) !== undefined ? top : undefined;
}

/** Where a file belongs that the declaration does not have, or which name it should have. */
function rightPlace(path: string): string {
  const [name = "", folder = "<account>"] = path.split("/").reverse();
  if (path.startsWith("templates/") && TEMPLATE_FILES.includes(name) && folder === "templates")
    return `move it to templates/<template>/${name}`;
  if (path.startsWith("templates/")) return chooseFrom(name, TEMPLATE_FILES, "remove it");
  if (ACCOUNT_FILES.includes(name)) return `move it to ${ACCOUNTS}/${folder === ACCOUNTS ? "<account>" : folder}/${name}`;
  return chooseFrom(name, path.startsWith(`${ACCOUNTS}/`) ? ACCOUNT_FILES : ["organization.yaml"], "remove it");
}

/** Whether a path is one of a declaration's files, those of templates included. */
export const isDeclared = (path: string): boolean => kindOf(path) !== undefined || TEMPLATE_FILE.test(path);

/** What kind of file a path is; undefined for files of templates that are no file until they have an account's values, and for what is not part of the declaration. */
export function kindOf(path: string): Kind | undefined {
  if (path === "organization.yaml") return "organization";
  if (TEMPLATE_FILE.test(path) && path.endsWith("/template.yaml")) return "template";
  return ACCOUNT_FILE.exec(path)?.[2] as Kind | undefined;
}

/** Reads one file of the declaration under the name that messages show. */
export type ReadPart = typeof readPart;

/**
 * Reads all files and puts them together by account.
 * @param shownAs how a path inside the folder is shown in messages
 * @param read may be replaced by one that remembers what it read
 * @param unread by path, why a file that is there could not be read at all
 */
export function draft(
  files: Files,
  shownAs: (path: string) => string = (path) => path,
  read: ReadPart = readPart,
  unread: ReadonlyMap<string, string> = new Map(),
): Draft {
  const problems: Problem[] = [];
  const templates: TemplateTexts = new Map();
  const folders = new Map<string, { account?: Part<AccountFile>; data?: Part<DataFile> }>();
  const misnamedFolders = new Map<string, string[]>();
  let organization: Part<OrganizationFile> | undefined;
  for (const path of [...files.keys(), ...unread.keys()].sort(compareText)) {
    const text = files.get(path) ?? "";
    const obstacle = unread.get(path);
    const folder = ACCOUNT_FILE.exec(path)?.[1] ?? "";
    const kind = kindOf(path);
    const template = TEMPLATE_FILE.exec(path)?.[1];
    const misnamed = kind === undefined ? misnamedFolder(path) : undefined;
    if (template !== undefined) {
      const part = obstacle === undefined ? undefined : unreadPart(shownAs(path), obstacle);
      problems.push(...(part?.problems ?? []));
      const texts = templates.get(template) ?? new Map<string, string | undefined>();
      templates.set(template, texts.set(path.slice(path.lastIndexOf("/") + 1), part === undefined ? text : undefined));
    } else if (misnamed !== undefined) {
      const all = misnamedFolders.get(misnamed);
      if (all === undefined) misnamedFolders.set(misnamed, [path]);
      else all.push(path);
    } else if (kind === undefined) {
      problems.push({
        file: shownAs(path),
        line: 1,
        column: 1,
        where: "",
        message: `is not a file of a declaration; ${rightPlace(path)}`,
      });
    } else if (kind === "organization") {
      organization = obstacle === undefined ? read(kind, shownAs(path), text) : unreadPart(shownAs(path), obstacle);
      problems.push(...organization.problems);
    } else if (kind !== "template") {
      const part = obstacle === undefined ? read(kind, shownAs(path), text) : unreadPart(shownAs(path), obstacle);
      folders.set(folder, { ...folders.get(folder), [kind]: part });
      problems.push(...part.problems);
    }
  }
  for (const [misnamed, [first = "", ...others]] of misnamedFolders) {
    const beside = others.length === 0 ? "" : `, as ${others.length.toString()} more ${others.length === 1 ? "file does" : "files do"}`;
    const message = `stands in a folder that the declaration does not have${beside}, got ${JSON.stringify(misnamed)}; did you mean ${JSON.stringify(suggestion(misnamed, FOLDERS))}?`;
    problems.push({ file: shownAs(first), line: 1, column: 1, where: "", message });
  }
  const made = accountsOfTemplates(templates, new Set(folders.keys()), shownAs);
  problems.push(...made.problems);
  for (const { name, ...parts } of made.accounts) folders.set(name, parts);
  if (organization === undefined) {
    const message = "is missing; write it, name another folder with --declaration, or run npm run init";
    problems.push({ file: shownAs("organization.yaml"), line: 1, column: 1, where: "", message });
  }
  const accounts = [...folders]
    .map(([name, { account, data }]): AccountDraft => ({ name, account, data }))
    .sort((a, b) => compareText(a.name, b.name));
  return { organization, accounts, byName: new Map(accounts.map((account) => [account.name, account])), problems };
}
