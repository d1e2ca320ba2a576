import { type Finding, findingText, type Problem } from "../problem.ts";
import type { AccountFile } from "../schema/account.ts";
import type { DataFile } from "../schema/data.ts";
import type { TemplateFile } from "../schema/template.ts";
import { clashingNames, instanceSource, parametersIn, type TextAt, textsOf } from "./instance-source.ts";
import { type FoundProblem, onceForAll } from "./once-for-all.ts";
import { type Part, partOf, readPart } from "./part.ts";
import { type Path, pathText, placeText, readSource, type Source, unreadable } from "./source.ts";
import { chooseFrom } from "./suggest.ts";

/** The texts of templates by template and name of the file; undefined for a file that could not be read, and is reported. */
export type TemplateTexts = Map<string, Map<string, string | undefined>>;

/** An account that is made from a template. */
export interface MadeAccount {
  readonly name: string;
  readonly account: Part<AccountFile>;
  readonly data?: Part<DataFile>;
}

export interface MadeAccounts {
  readonly accounts: readonly MadeAccount[];
  readonly problems: readonly Problem[];
}

/** The parameter that every account has: its own name. */
const ACCOUNT = "account";

/** The values of an account's parameters, its own name among them. */
export const valuesOf = (account: string, given: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map([...Object.entries(given), [ACCOUNT, account]]);

/**
 * Makes the accounts of templates, as if each were written out: what `template.yaml` gives each account takes the place of `$(parameter)` in the
 * names and texts of `account.yaml` and `data.yaml` beside it.
 * @param taken names of accounts that have a folder of their own
 * @param shownAs how a path inside the declaration's folder is shown in messages
 */
export function accountsOfTemplates(texts: TemplateTexts, taken: ReadonlySet<string>, shownAs: (path: string) => string): MadeAccounts {
  const made = new Map<string, string>([...taken].map((name) => [name, `accounts/${name}`]));
  const all = [...texts].map(([name, files]) => new Template(name, files, shownAs).make(made));
  return { accounts: all.flatMap(({ accounts }) => accounts), problems: all.flatMap(({ problems }) => problems) };
}

class Template {
  readonly #folder: string;
  readonly #files: ReadonlyMap<string, string | undefined>;
  readonly #shownAs: (path: string) => string;
  readonly #problems: Problem[] = [];

  constructor(name: string, files: ReadonlyMap<string, string | undefined>, shownAs: (path: string) => string) {
    this.#folder = `templates/${name}`;
    this.#files = files;
    this.#shownAs = shownAs;
  }

  /** @param made names of accounts with where each stands; those of this template are added */
  make(made: Map<string, string>): MadeAccounts {
    const part = this.#template();
    const [account, data] = [this.#source("account.yaml"), this.#source("data.yaml")];
    if (part?.value === undefined) return { accounts: [], problems: this.#problems };
    if (account === undefined)
      this.#report(part.source, ["accounts"], "value", {
        what: `makes accounts, and ${this.#folder} has no account.yaml`,
        remedy: "write it beside template.yaml",
      });
    const sources = [account, data].flatMap((source) => source ?? []);
    const used = new Set(sources.flatMap(({ value }) => textsOf(value).flatMap(({ text }) => parametersIn(text))));
    const isKnown = part.problems.every(({ where }) => where.startsWith("accounts"));
    const isSound = isKnown && this.#checkParameters(part, sources, used);
    const names = Object.entries(part.value.accounts).filter(([name]) => {
      const other = made.get(name);
      if (other === undefined) made.set(name, this.#folder);
      else
        this.#report(part.source, ["accounts", name], "name", {
          what: `is declared already, by ${other}`,
          got: name,
          remedy: "give one of the two another name, or remove it",
        });
      return other === undefined;
    });
    const accounts = names.map(([name, given]) => {
      const values = valuesOf(name, given);
      const isGiven = isKnown && this.#checkValues(part, name, values, used);
      const clashes = sources.flatMap((source) => clashingNames(source.value, values).map((path) => ({ source, path })));
      for (const { source, path } of clashes)
        this.#report(instanceSource(source, name, values), path, "name", {
          what: "stands twice in the same mapping, or is reserved",
          remedy: "give the account other values, or rename one of the two",
        });
      const isMade = isSound && isGiven && clashes.length === 0;
      const partFor = <K extends "account" | "data">(kind: K, source: Source) =>
        isMade && account !== undefined && source.problems.length === 0
          ? partOf(kind, instanceSource(source, name, values))
          : unknownPart(source);
      return {
        name,
        account: partFor("account", account ?? unreadable(part.source.file, [])),
        ...(data === undefined ? {} : { data: partFor("data", data) }),
      };
    });
    this.#reportAll(accounts);
    return { accounts, problems: this.#problems };
  }

  #template(): Part<TemplateFile> | undefined {
    const text = this.#files.get("template.yaml");
    const file = this.#shownAs(`${this.#folder}/template.yaml`);
    if (text === undefined) {
      if (!this.#files.has("template.yaml"))
        this.#problems.push({
          file,
          line: 1,
          column: 1,
          where: "",
          message: "is missing; write it, and name the accounts of the template in it",
        });
      return undefined;
    }
    const part = readPart("template", file, text);
    this.#problems.push(...part.problems);
    return part;
  }

  /** A file of the template; one that could not be read has no value. */
  #source(name: string): Source | undefined {
    if (!this.#files.has(name)) return undefined;
    const file = this.#shownAs(`${this.#folder}/${name}`);
    const text = this.#files.get(name);
    const source = text === undefined ? unreadable(file, [UNREAD]) : readSource(file, text);
    if (text !== undefined) this.#problems.push(...source.problems);
    return source;
  }

  /** Whether every parameter that the files name is declared; each that is declared is named. */
  #checkParameters(part: Part<TemplateFile>, sources: readonly Source[], used: ReadonlySet<string>): boolean {
    const declared = Object.keys(part.value?.parameters ?? {});
    let isSound = true;
    const mistake = (source: Source, { path, isName }: TextAt, finding: Finding) => {
      isSound = false;
      this.#report(source, path, isName ? "name" : "value", finding);
    };
    for (const source of sources) {
      for (const at of textsOf(source.value)) {
        if (at.text.includes("${"))
          mistake(source, at, { what: "is no place of a parameter", got: at.text, remedy: "write $(parameter), in parentheses" });
        for (const name of parametersIn(at.text)) {
          if (name !== ACCOUNT && !declared.includes(name))
            mistake(source, at, {
              what: "names no parameter of the template",
              got: `$(${name})`,
              remedy: chooseFrom(name, [ACCOUNT, ...declared], "declare it under parameters in template.yaml"),
            });
        }
      }
    }
    for (const name of declared) {
      if (name === ACCOUNT)
        this.#report(part.source, ["parameters", name], "name", {
          what: "is the account's own name in every template",
          remedy: "remove it",
        });
      else if (!used.has(name) && this.#files.has("account.yaml") && sources.every(({ problems }) => problems.length === 0))
        this.#report(part.source, ["parameters", name], "name", {
          what: "is used nowhere in the template",
          remedy: `write $(${name}) where its value belongs, or remove it`,
        });
    }
    return isSound;
  }

  /** Whether an account has a value for every parameter, and none that names another; each value is of one. */
  #checkValues(part: Part<TemplateFile>, account: string, values: ReadonlyMap<string, string>, used: ReadonlySet<string>): boolean {
    const declared = Object.keys(part.value?.parameters ?? {});
    const given = part.value?.accounts[account] ?? {};
    if (Object.hasOwn(given, ACCOUNT))
      this.#report(part.source, ["accounts", account, ACCOUNT], "name", {
        what: "is the account's own name in every template",
        got: given[ACCOUNT],
        remedy: "remove it",
      });
    const unfilled = Object.entries(given).flatMap(([name, value]) =>
      parametersIn(value)
        .slice(0, 1)
        .map((inside) => ({ name, value, inside })),
    );
    for (const { name, value, inside } of unfilled)
      this.#report(part.source, ["accounts", account, name], "value", {
        what: "names a parameter, and values are taken as they stand",
        got: value,
        remedy: `write the value of ${inside} out`,
      });
    for (const name of values.keys()) {
      if (name !== ACCOUNT && !declared.includes(name))
        this.#report(part.source, ["accounts", account, name], "name", {
          what: "is no parameter of the template",
          got: name,
          remedy: chooseFrom(name, declared, "declare it under parameters, or remove it"),
        });
    }
    const missing = declared.filter((name) => used.has(name) && !values.has(name));
    for (const name of missing)
      this.#report(part.source, ["accounts", account], "name", {
        what: `has no value for ${name}`,
        remedy: `add ${name}: <${part.value?.parameters?.[name] ?? name}>`,
      });
    return missing.length === 0 && unfilled.length === 0;
  }

  /** Reports what is wrong with the accounts; what is wrong with several alike, once. */
  #reportAll(accounts: readonly MadeAccount[]): void {
    const found = accounts.flatMap(({ name, account, data }) =>
      [account, ...(data === undefined ? [] : [data])].flatMap(({ problems }) =>
        problems.map((problem): FoundProblem => ({ instance: name, problem })),
      ),
    );
    this.#problems.push(...onceForAll(found));
  }

  #report(source: Source, path: Path, at: "name" | "value", finding: Finding): void {
    const place = at === "name" ? source.position(path) : source.valuePosition(path);
    const where = source.instance === undefined ? pathText(path) : placeText(source, path);
    this.#problems.push({ ...place, where, message: findingText(finding) });
  }
}

const UNREAD: Problem = { file: "", line: 1, column: 1, where: "", message: "" };

/** A file of which nothing is known, so that what it declares is not called unknown elsewhere. */
const unknownPart = (source: Source): Part<never> => ({ source: unreadable(source.file, []), value: undefined, problems: [], unclear: [] });
