import { asList, type PolicyDocument, type StatementDocument } from "../engine/policy-document.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import type { Mutant } from "./mutants.ts";
import {
  accountIn,
  areApart,
  areExemptAlone,
  closesOtherRegions,
  covers,
  deniesRole,
  deniesTableButTo,
  isAboutServices,
  isAllOf,
  isAllowed,
  isImplied,
  isOfTheSameResource,
  namesNobodyElse,
  namesRolesAlone,
  ON_TABLES_ALONE,
  ONE_TYPE,
  principalsIn,
  rolesExempt,
  rolesUnder,
  staysInAccountOf,
} from "./statement-relations.ts";

/**
 * Keys that every request carries whom a statement can be about that names roles, accounts or nobody.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const ALWAYS_CARRIED = /^aws:(?:PrincipalArn|RequestedRegion|CurrentTime|ViaAWSService)$/i;

interface Changed {
  readonly mutant: Mutant;
  readonly kind: PolicyKind;
  readonly document: PolicyDocument;
  readonly before: StatementDocument;
  readonly after: StatementDocument;
}

/** Why a change changes nothing, each with how it is recognised; a test decides random requests with the document and the mutant. */
const REASONS: readonly { readonly because: string; readonly isSo: (changed: Changed) => boolean }[] = [
  {
    because: "a negated operator, and one for all values, holds without its key, with and without IfExists",
    isSo: ({ mutant }) => mutant.change === "operator flipped" && isExistenceFlip(mutant, /^(?:ForAllValues:\w+|\w+Not\w+|NotIp\w+)$/),
  },
  {
    because: "every request that the statement can be about carries the key",
    isSo: ({ mutant, before }) =>
      mutant.change === "operator flipped" &&
      isExistenceFlip(mutant, /^\w+$/) &&
      ALWAYS_CARRIED.test(keyOf(mutant)) &&
      (keyOf(mutant) === "aws:CurrentTime" || !isAboutServices(before)),
  },
  {
    because: "whoever is in an organization has an account and an ARN",
    isSo: ({ mutant, before }) =>
      mutant.change === "operator flipped" &&
      isExistenceFlip(mutant, /^\w+$/) &&
      /^aws:Principal(?:Account|Arn)$/.test(keyOf(mutant)) &&
      before.Condition?.["StringEquals"]?.["aws:PrincipalOrgID"] !== undefined,
  },
  {
    because: "the policy belongs to one resource",
    isSo: ({ mutant, kind, before, after }) =>
      kind === "resource policy" &&
      mutant.change === "resource widened" &&
      (isOfTheSameResource(before, after) || asList(before.Action).every((action) => ON_TABLES_ALONE.test(action))),
  },
  {
    because: "another resource of the statement covers it",
    isSo: ({ mutant, before, after }) =>
      mutant.change === "resource dropped" &&
      asList(before.Resource).every((gone) => asList(after.Resource).some((left) => covers(left, gone))),
  },
  {
    because: "the actions act on no other resource",
    isSo: ({ mutant, before }) =>
      mutant.change === "resource widened" &&
      asList(before.Action).every((action) => ONE_TYPE.some(({ actions, type }) => actions.test(action) && isAllOf(before, type))),
  },
  {
    because: "another statement of the document covers it",
    isSo: ({ mutant, document, before, after }) =>
      mutant.change === "action dropped" &&
      asList(document.Statement).some(
        (other) =>
          other !== before &&
          other.Effect === before.Effect &&
          JSON.stringify([other.Principal, other.Resource]) === JSON.stringify([before.Principal, before.Resource]) &&
          asList(before.Action).every((action) => asList(after.Action).includes(action) || asList(other.Action).includes(action)) &&
          isImplied(other.Condition, before.Condition),
      ),
  },
  {
    because: "regions without a network are closed by a statement of their own",
    isSo: ({ mutant, document, before }) =>
      mutant.what.endsWith(": without StringEquals aws:RequestedRegion") &&
      asList(document.Statement).some((other) => other.Effect === "Deny" && closesOtherRegions(other, before)),
  },
  {
    because: "only services carry aws:SourceAccount",
    isSo: ({ mutant, before }) =>
      keyOf(mutant) === "aws:PrincipalIsAWSService" &&
      before.Condition?.["Null"]?.["aws:SourceAccount"] === "false" &&
      !/ false$/.test(mutant.what),
  },
  {
    because: "the policy belongs to one resource, whose service has no other actions",
    isSo: ({ mutant, kind, before }) =>
      kind === "resource policy" && mutant.change === "action widened" && asList(before.Action).every((action) => action.endsWith(":*")),
  },
  {
    because: "the actions act on no index",
    isSo: ({ mutant, before, after }) =>
      mutant.change === "resource dropped" &&
      asList(before.Action).every((action) => ON_TABLES_ALONE.test(action)) &&
      asList(before.Resource)
        .filter((each) => !asList(after.Resource).includes(each))
        .every((each) => each.endsWith("/index/*")),
  },
  {
    because: "nothing in the document allows what the Deny is about",
    isSo: ({ mutant, kind, document, before, after }) =>
      kind === "identity policy" &&
      before.Effect === "Deny" &&
      ((mutant.change === "action dropped" &&
        asList(before.Action).every((action) => asList(after.Action).includes(action) || !isAllowed(document, action))) ||
        (mutant.change === "resource widened" &&
          isOfTheSameResource(before, after) &&
          asList(document.Statement).every(staysInAccountOf(before)))),
  },
  {
    because: "the policy grants nothing to whom has no ARN",
    isSo: ({ mutant, kind, document, before }) =>
      kind === "resource policy" &&
      before.Effect === "Deny" &&
      before.Principal === "*" &&
      /^aws:Principal(?:Arn|IsAWSService)$/.test(keyOf(mutant)) &&
      (mutant.change === "condition dropped" ? keyOf(mutant) === "aws:PrincipalIsAWSService" : isExistenceFlip(mutant, /./)) &&
      asList(document.Statement).every(
        (each) =>
          each.Effect === "Deny" ||
          namesRolesAlone(each) ||
          // A service says that it is one. It has no ARN, and may be allowed something that the Deny is not about.
          (isExistenceFlip(mutant, /./) &&
            namesNobodyElse(each) &&
            (keyOf(mutant) === "aws:PrincipalIsAWSService" || areApart(each, before))),
      ),
  },
  {
    because: "the role is bound by statements of its own",
    isSo: ({ mutant, document, before, after }) =>
      mutant.change === "value dropped" &&
      before.Effect === "Deny" &&
      rolesExempt(before).length > rolesExempt(after).length &&
      rolesExempt(before)
        .filter((role) => !rolesExempt(after).includes(role))
        .every((role) => asList(document.Statement).some((other) => deniesRole(other, role, before))),
  },
  {
    because: "the claims name their issuer",
    isSo: ({ mutant, before }) =>
      mutant.change === "principal widened" &&
      Object.keys(before.Condition?.["StringEquals"] ?? {}).some(
        (key) =>
          key.endsWith(":sub") && principalsIn(before).every((each) => each.endsWith(`:oidc-provider/${key.slice(0, -":sub".length)}`)),
      ),
  },
  {
    because: "aws:PrincipalArn names the role as the principal does",
    isSo: ({ mutant, before }) => {
      const roles = rolesUnder(before, /^ArnEquals$/);
      if (roles.length === 0) return false;
      return (
        mutant.change === "principal widened" ||
        (keyOf(mutant) === "aws:PrincipalArn" && JSON.stringify(roles) === JSON.stringify(principalsIn(before)))
      );
    },
  },
  {
    because: "the principals are of the account that aws:PrincipalAccount names",
    isSo: ({ mutant, before }) => {
      const named = asList(before.Condition?.["StringEquals"]?.["aws:PrincipalAccount"] ?? []).map(String);
      const principals = principalsIn(before);
      return (
        mutant.change === "condition dropped" &&
        keyOf(mutant) === "aws:PrincipalAccount" &&
        principals.length > 0 &&
        principals.every((arn) => named.includes(accountIn(arn)))
      );
    },
  },
  {
    because: "aws:PrincipalArn names roles of the one other account that the principal is",
    isSo: ({ mutant, kind, before }) => {
      const accounts = principalsIn(before).map(accountIn);
      const named = rolesUnder(before, /^ArnLike$/).map(accountIn);
      const isOfAnother = before.Condition?.["StringEquals"]?.["aws:PrincipalOrgID"] !== undefined;
      return (
        kind === "trust policy" &&
        mutant.change === "principal widened" &&
        isOfAnother &&
        named.length > 0 &&
        named.every((account) => accounts.includes(account))
      );
    },
  },
  {
    because: "requests carry the external id for AssumeRole alone",
    isSo: ({ mutant, before }) =>
      mutant.change === "action widened" && before.Condition?.["StringEquals"]?.["sts:ExternalId"] !== undefined,
  },
  {
    because: "requests carry the vaults that a backup is copied to for CopyFromBackupVault alone",
    isSo: ({ mutant, before }) =>
      mutant.change === "action widened" && before.Condition?.["ForAnyValue:ArnNotLike"]?.["backup:CopyTargets"] !== undefined,
  },
  {
    because: "requests say to which service a role is passed for PassRole alone",
    isSo: ({ mutant, before }) => mutant.change === "action widened" && before.Condition?.["Null"]?.["iam:PassedToService"] === "false",
  },
  {
    because: "requests name the function that rotates a secret for RotateSecret alone",
    isSo: ({ mutant, before }) =>
      mutant.change === "action widened" && before.Condition?.["Null"]?.["secretsmanager:RotationLambdaARN"] === "false",
  },
  {
    because: "requests without the key are closed by a statement of their own",
    isSo: ({ mutant, document, before }) =>
      mutant.change === "operator flipped" &&
      isExistenceFlip(mutant, /^ForAnyValue:/) &&
      asList(document.Statement).some(
        (other) =>
          other.Effect === "Deny" &&
          JSON.stringify([other.Action, other.Resource]) === JSON.stringify([before.Action, before.Resource]) &&
          isImplied(other.Condition, { Null: { [keyOf(mutant)]: "true" } }),
      ),
  },
  {
    because: "a Deny of the document is for everybody whom it does not name",
    isSo: ({ mutant, document, before }) =>
      mutant.change === "principal widened" &&
      / principal arn:/.test(mutant.what) &&
      asList(document.Statement).some(
        (other) =>
          other.Effect === "Deny" &&
          other.Principal === "*" &&
          asList(other.Action).includes("dynamodb:*") &&
          principalsIn(before).every((role) => rolesExempt(other).includes(role)),
      ),
  },
  {
    because: "a Deny of the document is for everybody else of the principals' accounts",
    isSo: ({ mutant, document, before }) =>
      mutant.what.endsWith(": without ArnEquals aws:PrincipalArn") &&
      namesRolesAlone(before) &&
      asList(document.Statement).some(
        (other) => deniesTableButTo(other) && areExemptAlone(other, rolesUnder(before, /^ArnEquals$/), principalsIn(before).map(accountIn)),
      ),
  },
  {
    because: "direct calls are closed by a statement of their own",
    isSo: ({ mutant, document, before }) =>
      mutant.what.endsWith(": without Null aws:CalledVia") &&
      before.Condition?.["Null"]?.["aws:CalledVia"] === "false" &&
      asList(document.Statement).some(
        (other) =>
          other.Effect === "Deny" &&
          JSON.stringify([other.Action, other.Resource]) === JSON.stringify([before.Action, before.Resource]) &&
          isImplied(other.Condition, { ...before.Condition, Null: { "aws:CalledVia": "true" } }),
      ),
  },
];

/** Why a mutant decides every request as the document does; undefined where nothing says so. */
export function equivalenceOf(document: PolicyDocument, kind: PolicyKind, mutant: Mutant): string | undefined {
  const before = asList(document.Statement)[mutant.index];
  const after = asList(mutant.document.Statement)[mutant.index];
  if (before === undefined || after === undefined) return undefined;
  return REASONS.find(({ isSo }) => isSo({ mutant, kind, document, before, after }))?.because;
}

/** The key that a mutant's condition is about. */
function keyOf({ change, what }: Mutant): string {
  const text = what.slice(what.indexOf(": ") + 2);
  if (change === "condition dropped") return text.split(" ")[2] ?? "";
  return change === "operator flipped" ? (/ by /.test(text) ? (text.split(" ")[0] ?? "") : (text.split(" ")[1] ?? "")) : "";
}

/** Whether the operator only lost or got `IfExists`. */
function isExistenceFlip({ what }: Mutant, operator: RegExp): boolean {
  const [, after = "", before = ""] = / by (\S+) for (\S+)$/.exec(what) ?? [];
  return after !== "" && after.replace(/IfExists$/, "") === before.replace(/IfExists$/, "") && operator.test(after);
}
