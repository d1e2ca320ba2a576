import { z } from "zod";
import { isPartition, parseArn } from "../../iam/arn.ts";
import { isAccountId } from "../engine/principal.ts";
import { pathText, problemsOf } from "../json-problem.ts";
import { readJson } from "./json-source.ts";
import { isRecord, type WorldResource } from "./world-resource.ts";

/** The resources of exported stacks, with what was taken for granted to know where they are. */
export interface ExportedResources {
  readonly resources: readonly WorldResource[];
  /** The root or unit that each account lies in which a stack of Palisade's only looked up, by the account's id. */
  readonly parents: ReadonlyMap<string, string>;
  readonly assumptions: readonly string[];
}

/** What Pulumi writes where a value is not known; no policy document, and so read as one that is not known. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** Under this key a value says what kind of value it is. https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The component that keeps where accounts lie that exist already. */
const EXISTING_ACCOUNTS = "palisade:organization:ExistingAccounts";

const properties = z.record(z.string(), z.unknown());
const exported = z.looseObject({
  version: z.int(),
  deployment: z.looseObject({
    resources: z
      .array(
        z.looseObject({
          urn: z.string().regex(/^urn:pulumi:[^:]+::[^:]+::.+::.+/, "is no URN of Pulumi's; export the stack anew"),
          type: z.string(),
          id: z.string().optional(),
          inputs: properties.optional(),
          outputs: properties.optional(),
          provider: z.string().optional(),
          dependencies: z.array(z.string()).optional(),
          external: z.boolean().optional(),
          delete: z.boolean().optional(),
        }),
      )
      .optional(),
  }),
});

/** A resource as a stack's state has it. */
export type State = NonNullable<z.infer<typeof exported>["deployment"]["resources"]>[number];

/** Reads the text of a file that `pulumi stack export` wrote: its state, or what is wrong with it, ready to print. */
export function readStackExport(
  file: string,
  text: string,
):
  | { readonly state: readonly State[]; readonly problems?: undefined }
  | { readonly state?: undefined; readonly problems: readonly string[] } {
  const source = readJson(text);
  const say = (place: { readonly line: number; readonly column: number }, message: string) =>
    `${file}:${place.line.toString()}:${place.column.toString()}: ${message}`;
  if ("error" in source) return { problems: [say(source.error.place, source.error.message)] };
  const parsed = exported.safeParse(source.value);
  if (parsed.success) return { state: parsed.data.deployment.resources ?? [] };
  const problems = problemsOf(parsed.error, source.value, []).map(({ path, message }) =>
    say(source.locate(path), `${pathText(path)}: ${message}; name a file that \`pulumi stack export\` wrote`),
  );
  return { problems };
}

/** Puts the states of stacks together: each resource with its account and region, by its own ARN or by its provider. */
export function exportedResources(states: readonly (readonly State[])[]): ExportedResources {
  const all = states.flat();
  const readable = all.map((state) => ({ state, ...unmarkedState(state) }));
  const providers = new Map(
    readable
      .filter(({ state }) => state.type === "pulumi:providers:aws")
      .map(({ state, inputs }) => [`${state.urn}::${state.id ?? ""}`, inputs]),
  );
  const placed = readable.map((each) => ({ ...each, own: ownPlace(each) }));
  const accounts = accountsOf(providers, placed);
  const assumptions: string[] = [];
  const labels = labelsOf(all);
  const resources = placed
    .filter(({ state }) => state.type.startsWith("aws:"))
    .map(({ state, inputs, outputs, own }): WorldResource => {
      const { stack, label } = labels.get(state) ?? { stack: "", label: "" };
      const provider = providers.get(state.provider ?? "");
      const account = own.account ?? accounts.get(state.provider ?? "");
      if (account === undefined) assumptions.push(`the account of ${stack}/${label} is not known: neither an ARN nor its provider says it`);
      if (state.delete === true) assumptions.push(`${stack}/${label} is about to be deleted: its policy may or may not be there still`);
      const region = textIn(inputs.region) ?? own.region ?? textIn(outputs.region) ?? textIn(provider?.region) ?? "";
      return {
        ...{ stack, account: account ?? "", region, urn: state.urn, type: state.type, name: label, id: state.id ?? "" },
        // What a program only reads has no inputs, and AWS completes what a program leaves out.
        inputs: { ...outputs, ...inputs },
        outputs,
      };
    });
  // Of two that share an ARN, the one that stays counts.
  const isLeaving = new Set(all.filter((state) => state.delete === true).map(({ urn, id }) => `${urn} ${id ?? ""}`));
  const leavesFirst = resources.toSorted((a, b) => Number(isLeaving.has(`${b.urn} ${b.id}`)) - Number(isLeaving.has(`${a.urn} ${a.id}`)));
  const parents = readable.filter(({ state }) => state.type === EXISTING_ACCOUNTS).flatMap(({ outputs }) => textsIn(outputs.parents));
  return { resources: leavesFirst, parents: new Map(parents), assumptions };
}

const textsIn = (value: unknown): (readonly [string, string])[] =>
  isRecord(value) ? Object.entries(value).flatMap(([key, text]) => (textIn(text) === undefined ? [] : [[key, String(text)] as const])) : [];

interface Unmarked {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Fields with policy documents, which are not relied upon where a resource is about to go. */
const DOCUMENTS = ["policy", "assumeRolePolicy", "content", "inlinePolicies"];

/** The inputs and outputs of a resource without Pulumi's marks: what is not known there is Pulumi's text for unknown values. */
export function unmarkedState({ inputs = {}, outputs = {}, delete: isLeaving }: State): Unmarked {
  const unmarked = (fields: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, isLeaving === true && DOCUMENTS.includes(key) ? UNKNOWN : unmarkedValue(value)]),
    );
  return { inputs: unmarked(inputs), outputs: unmarked(outputs) };
}

/** A value without Pulumi's marks: a secret that was exported in plain text is that text, any other is not known. */
function unmarkedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmarkedValue);
  if (!isRecord(value)) return value;
  if (value[SIGNATURE] === SECRET) return typeof value.plaintext === "string" ? unmarkedValue(jsonOrUnknown(value.plaintext)) : UNKNOWN;
  if (value[SIGNATURE] === OUTPUT_VALUE) return "value" in value ? unmarkedValue(value.value) : UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmarkedValue(inner)]));
}

function jsonOrUnknown(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return UNKNOWN;
  }
}

const textIn = (value: unknown): string | undefined => (typeof value === "string" && value !== "" && value !== UNKNOWN ? value : undefined);

interface Place {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** Where a resource says itself that it is. An organization's own policies have the ARN of the management account. */
function ownPlace({ outputs }: Unmarked): Place {
  const arn = parseArn(textIn(outputs.arn) ?? "");
  const owner = arn?.accountId ?? "";
  const stated = textIn(outputs.ownerId) ?? textIn(outputs.accountId);
  const account = isAccountId(owner) ? owner : stated !== undefined && isAccountId(stated) ? stated : undefined;
  return { account, region: arn === undefined || arn.region === "" || !isPartition(arn.partition) ? undefined : arn.region };
}

/** The account of each provider: the only one it may act in, or that of the role it takes, or that of all it made so far. */
function accountsOf(
  providers: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  resources: readonly { readonly state: State; readonly own: Place }[],
): ReadonlyMap<string, string> {
  const made = Map.groupBy(
    resources.filter(({ own }) => own.account !== undefined),
    ({ state }) => state.provider ?? "",
  );
  const found = new Map<string, string>();
  for (const provider of new Set([...providers.keys(), ...made.keys()])) {
    const inputs = providers.get(provider) ?? {};
    const allowed = listOf(inputs.allowedAccountIds).filter((id): id is string => typeof id === "string" && isAccountId(id));
    const roles = [...listOf(inputs.assumeRoles), ...listOf(inputs.assumeRole)].flatMap((role) =>
      isRecord(role) ? (parseArn(textIn(role.roleArn) ?? "")?.accountId ?? []) : [],
    );
    const seen = [...new Set((made.get(provider) ?? []).map(({ own }) => own.account))];
    const account = (allowed.length === 1 ? allowed[0] : undefined) ?? roles.at(-1) ?? (seen.length === 1 ? seen[0] : undefined);
    if (account !== undefined) found.set(provider, account);
  }
  return found;
}

/** A provider's list, which Pulumi keeps as JSON text. */
function listOf(value: unknown): readonly unknown[] {
  const read = typeof value === "string" ? jsonOrUnknown(value) : value;
  if (Array.isArray(read)) return read;
  return isRecord(read) ? [read] : [];
}

/**
 * Names, and besides them those without type that stand for one resource alone, so that only a role and its policy of the same name need
 * their types.
 */
export function withShortNames<T>(named: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const byShort = Map.groupBy(named, ([name]) => name.replace(/ \(aws:[^)]*\)/, ""));
  const short = [...byShort].flatMap(([name, all]) => (all.length === 1 ? all.map(([, value]) => [name, value] as const) : []));
  return new Map([...short, ...named]);
}

/** What each resource is called: stack and name, with the project or the type where the same name stands for several. */
function labelsOf(all: readonly State[]): ReadonlyMap<State, { readonly stack: string; readonly label: string }> {
  const parts = all.map((state) => {
    const [, stack = "", project = "", , ...name] = (/^urn:pulumi:([^:]+)::([^:]+)::(.*?)::(.*)$/s.exec(state.urn) ?? []).map(String);
    return { state, stack, project, name: name.join("::") };
  });
  const projects = Map.groupBy(parts, ({ stack }) => stack);
  const named = parts.map(({ state, stack, project, name }) => {
    const isShared = new Set(projects.get(stack)?.map((each) => each.project)).size > 1;
    return { state, stack: isShared ? `${project}/${stack}` : stack, name };
  });
  const twins = Map.groupBy(
    named.filter(({ state }) => state.type.startsWith("aws:")),
    ({ stack, name }) => `${stack}/${name}`,
  );
  return new Map(
    named.map(({ state, stack, name }) => {
      const isAlone = (twins.get(`${stack}/${name}`)?.length ?? 0) < 2;
      return [state, { stack, label: isAlone ? name : `${name} (${state.type})` }];
    }),
  );
}
