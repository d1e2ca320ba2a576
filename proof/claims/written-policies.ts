import type { Question } from "../classes/questions.ts";
import { doingOf } from "../intent/doings.ts";
import type { ClaimSubject } from "./claim-subject.ts";

/** Actions that rewrite what a role may do and who may take it. */
const ON_ROLES: ReadonlySet<string> = new Set(
  ["AttachRolePolicy", "DeleteRole", "DeleteRolePolicy", "DetachRolePolicy", "PutRolePolicy", "TagRole", "UpdateAssumeRolePolicy"].map(
    (name) => `iam:${name}`,
  ),
);

/** A policy or a role that stacks write, with the actions that rewrite it. */
export type WrittenPolicy = Pick<Question, "resource" | "actions">;

/** Whether a document is of a resource that a stack makes, and does not stand in an inventory. */
const isOfStack = (urn: string | undefined): boolean => urn?.startsWith("urn:") === true;

/** Every policy of a table, stream, key or secret, and every role, that stacks write. */
export function writtenPolicies(subject: ClaimSubject): WrittenPolicy[] {
  const { world, resources } = subject;
  const { resourcePolicies, roles } = world.deployed;
  return resources
    .filter(({ service, arn }) => (service === "iam" ? roles.has(arn) : service !== "sts" && isOfStack(resourcePolicies.get(arn)?.urn)))
    .flatMap((resource): WrittenPolicy[] => {
      const rewriting = subject
        .actionsOn(resource)
        .filter(({ name }) => (resource.service === "iam" ? ON_ROLES.has(name) : doingOf(name) === "opens"));
      return subject.actionClasses(rewriting).map((actions) => ({ resource, actions }));
    });
}
