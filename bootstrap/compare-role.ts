import { compareText } from "../iam/compare-text.ts";
import { someOf } from "../model/some-of.ts";
import { type BootstrapRole, documentOf } from "./bootstrap-role.ts";
import { listOf, statementsIn } from "./found-statements.ts";

/** A role as AWS has it. */
export interface FoundRole {
  /** IAM path with its slashes; undefined where AWS did not say it. */
  readonly path: string | undefined;
  readonly trust: unknown;
  /** Documents of its inline policies, by name. */
  readonly inline: ReadonlyMap<string, unknown>;
  /** ARNs of the managed policies that are attached to it. */
  readonly attached: readonly string[];
}

/** What is otherwise at AWS than in the files, in words; none where the role is as it ought to be. Policies besides its own are nobody's fault. */
export function roleDifferences(wanted: BootstrapRole, found: FoundRole): string[] {
  const administrator = found.attached.filter((arn) => arn.endsWith(":aws:policy/AdministratorAccess"));
  const trusts = { wanted: principalsIn(documentOf(wanted.trust)), found: principalsIn(found.trust) };
  return [
    ...(found.path === undefined || found.path === wanted.path
      ? []
      : [`lies under the path ${found.path}, not ${wanted.path}; name it as it is, or make another: a role cannot be moved`]),
    ...administrator.map(() => "has AdministratorAccess; put its own policies in the place of it"),
    ...[...policyDifferences(wanted, found)],
    ...lists("its trust policy", "trusts", trusts.wanted, trusts.found),
  ];
}

function policyDifferences({ policies, isInline }: BootstrapRole, { inline, attached }: FoundRole): string[] {
  if (!isInline) {
    const names = new Set(attached.map((arn) => arn.split("/").at(-1)));
    return [...policies.keys()].filter((name) => !names.has(name)).map((name) => `lacks the managed policy ${name}; attach it`);
  }
  const wanted = permissionsIn([...policies.values()].map(documentOf));
  const found = permissionsIn([...policies.keys()].flatMap((name) => inline.get(name) ?? []));
  return lists("its policies", "allow", wanted, found);
}

function lists(what: string, verb: string, wanted: ReadonlySet<string>, found: ReadonlySet<string>): string[] {
  const lacking = [...wanted].filter((each) => !found.has(each)).sort(compareText);
  const more = [...found].filter((each) => !wanted.has(each)).sort(compareText);
  return [
    ...(lacking.length === 0 ? [] : [`${what} ${verb} too little, without ${someOf(lacking)}`]),
    ...(more.length === 0 ? [] : [`${what} ${verb} more, with ${someOf(more)}`]),
  ];
}

/** Each action on each resource, however statements group them. */
const permissionsIn = (documents: readonly unknown[]): ReadonlySet<string> =>
  new Set(
    documents
      .flatMap(statementsIn)
      .flatMap(({ Effect, Action, Resource, Condition }) =>
        listOf(Action).flatMap((action) =>
          listOf(Resource).map(
            (resource) =>
              `${Effect === "Allow" ? "" : "not "}${String(action)} on ${String(resource)}${Condition === undefined ? "" : ` under ${JSON.stringify(Condition)}`}`,
          ),
        ),
      ),
  );

/** Each principal that a trust policy names. */
const principalsIn = (document: unknown): ReadonlySet<string> =>
  new Set(
    statementsIn(document).flatMap(({ Effect, Action, Principal, Condition }) =>
      Object.values((Principal ?? {}) as Record<string, unknown>).flatMap((named) =>
        listOf(named).map(
          (each) =>
            `${Effect === "Allow" ? "" : "not "}${String(each)} for ${String(Action)}${Condition === undefined ? "" : ` under ${JSON.stringify(Condition)}`}`,
        ),
      ),
    ),
  );
