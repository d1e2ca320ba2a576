import { z } from "zod";
import { grammars } from "../schema/grammar.ts";
import { meaningOf } from "./field-meanings.ts";
import { DESCRIBED_FILES, type DescribedFile } from "./json-schema.ts";

/** The files of a declaration, in the order of the reference. */
const FILES: readonly (readonly [kind: DescribedFile, file: string, of: string])[] = [
  ["organization", "organization.yaml", "One file for the whole organization. The platform and security teams own it."],
  ["account", "accounts/<account>/account.yaml", "One file for each account. The platform and security teams own it."],
  [
    "data",
    "accounts/<account>/data.yaml",
    "The tables, keys and secrets of an account, and who may use them. The team that owns the data owns it.",
  ],
  [
    "template",
    "templates/<template>/template.yaml",
    "Accounts that are alike. Beside it stand an `account.yaml`, and a `data.yaml` where they have data, with `$(parameter)` where a value belongs. The platform and security teams own it.",
  ],
  [
    "claims",
    "claims.yaml",
    "What has to stay so, whatever is granted. [claims.md](claims.md) says how claims are decided. The security team owns it.",
  ],
  [
    "inventory",
    "inventory.yaml",
    "What exists beside the stacks and decides about access. [inventory.md](inventory.md) says what is unknown without it. Whoever adopts an organization owns it.",
  ],
];

/**
 * The reference of the declaration's files, field by field, in Markdown; what a field takes is what the messages about it say.
 * @param examples texts of a whole declaration by file, shown under the kinds of file that they are
 */
export function reference(examples: ReadonlyMap<string, string>): string {
  const parts = FILES.map(([kind, file, of]) => {
    const blocks = [...examples].filter(([name]) => name.endsWith(`${kind}.yaml`)).map(([name, text]) => exampleText(name, text));
    return [`## ${escaped(file)}`, of, ...blocks, ...new Reference(`${kind}.yaml`).sections(DESCRIBED_FILES[kind])].join("\n\n");
  });
  return `${[...HEAD, ...parts].join("\n\n")}\n`;
}

const HEAD = [
  "# The declaration, field by field",
  "This page lists every field. `npm run docs` writes it from the schemas in [model/schema/](../model/schema). [words.md](words.md) explains words like `observe` and `governance`.",
  "The examples are one whole declaration, that of [examples/line](../examples/line). A field without `required` may be left out. `<name>` stands for a name that you choose. `npm run validate` also checks what a schema cannot, for instance that a grant names a declared workload.",
];

/** An example under the name of its file; the comment that tells editors of the schema is left out. */
const exampleText = (name: string, text: string): string =>
  `\`\`\`yaml\n# ${name}\n${text.replace(/^# yaml-language-server:.*\n/, "").trimEnd()}\n\`\`\``;

/** A mapping with fields, where it stands. */
interface Place {
  readonly path: string;
  readonly schema: z.ZodObject;
}

/** Walks one kind of file; a shape that stands in several places is described at the first. */
class Reference {
  readonly #file: string;
  readonly #described = new Map<z.ZodType, string>();
  #found: Place[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  sections(file: z.ZodType): string[] {
    this.#note("", file);
    return this.#taken().flatMap((place) => this.#below(place));
  }

  /** A shape, and behind it those of its fields. */
  #below(place: Place): string[] {
    const section = this.#section(place);
    return [section, ...this.#taken().flatMap((inner) => this.#below(inner))];
  }

  #taken(): readonly Place[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #section({ path, schema }: Place): string {
    const rows = Object.entries(schema.shape).map(([name, field]) => this.#row(path, name, field as z.ZodType));
    const is = grammars.get(schema)?.is;
    const variant = Object.entries(schema.shape).flatMap(([name, field]) =>
      field instanceof z.ZodLiteral ? [`, \`${name}: ${literalOf(field)}\``] : [],
    );
    const title = path === "" ? [] : [`### ${escaped(path)}${variant.join("")}`, ...(is === undefined ? [] : [`${capital(escaped(is))}.`])];
    return [...title, ["| field | | meaning | takes | like |", "| --- | --- | --- | --- | --- |", ...rows].join("\n")].join("\n\n");
  }

  #row(path: string, name: string, field: z.ZodType): string {
    const inner = bare(field);
    const full = path === "" ? name : `${path}.${name}`;
    const grammar = grammars.get(inner);
    const before = this.#note(full, inner);
    const is = grammar?.is ?? literalOf(inner);
    const takes = `${escaped(is + detailsOf(inner))}${before === undefined ? "" : `, as under ${escaped(before)}`}`;
    const meaning = escaped(meaningOf(this.#file, full) ?? "");
    return `| \`${name}\` | ${inner === field ? "required" : ""} | ${meaning} | ${takes} | ${grammar === undefined ? "" : code(grammar.like)} |`;
  }

  /** Takes down what stands below a field; says where its shape is described already. */
  #note(path: string, schema: z.ZodType): string | undefined {
    const earlier = this.#described.get(schema);
    if (earlier !== undefined) return earlier;
    if (schema instanceof z.ZodObject) {
      this.#described.set(schema, path);
      this.#found.push({ path, schema });
      return undefined;
    }
    if (schema instanceof z.ZodRecord) return this.#note(`${path}.<name>`, schema.valueType as z.ZodType);
    if (schema instanceof z.ZodArray) return this.#note(path, schema.element as z.ZodType);
    if (schema instanceof z.ZodUnion) for (const option of schema.options) this.#note(path, option as z.ZodType);
    return undefined;
  }
}

/** A field's schema without what says that it may be left out. */
const bare = (schema: z.ZodType): z.ZodType => (schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema);

const literalOf = (schema: z.ZodType): string => (schema instanceof z.ZodLiteral ? [...schema.values].join(" or ") : "");

/** What a list's items and a mapping's names are, where the grammar of the whole does not say it. */
function detailsOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodEnum) return `: ${schema.element.options.join(", ")}`;
  const names = schema instanceof z.ZodRecord ? grammars.get(schema.keyType as z.ZodType)?.is : undefined;
  return names === undefined ? "" : `; each by ${names}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Text in a table's cell, in which `<name>` is no tag and `|` no border; what stands between backticks stays as it is but for the border. */
const escaped = (text: string): string =>
  text
    .replaceAll("|", "\\|")
    .split("`")
    .map((piece, index) => (index % 2 === 0 ? piece.replaceAll("<", "&lt;").replaceAll("*", "\\*") : piece))
    .join("`");

const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;
