import { admitsServicesOnly, isWildcard } from "../broad-principals.ts";
import { findInStatements } from "../find-in-documents.ts";
import { mayServeStrangers } from "../foreign-request.ts";
import type { Principal, Statement } from "../parsed-policy.ts";
import type { ResourceRule } from "../rule.ts";

/**
 * A service acts for whoever asks it to. A policy that lets a service in, whomever it acts for, lets every account in that uses the service.
 * The keys in the policy say for whom it acts. Trust policies are left out, since many services send no such key when they take a role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const confusedDeputy: ResourceRule = {
  name: "confused-deputy",
  displayName: "Services act for known accounts alone",
  description: "A resource policy that allows an AWS service says for which account or resource the service acts.",
  severity: "high",
  remediation: "Add StringEquals on aws:SourceAccount, ArnLike on aws:SourceArn with your account id, or StringEquals on aws:SourceOrgID.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  tags: ["principals", "data-perimeter"],
  check: (resource) =>
    findInStatements(resource, ["table", "key", "secret", "resource"], (statement) => {
      const services = (statement.principals ?? []).filter((each) => isService(each, statement)).map(({ value }) => value);
      if (statement.effect !== "Allow" || services.length === 0 || namesAccountInPath(statement) || !mayServeStrangers(statement))
        return [];
      return [`services are allowed whomever they act for, got ${JSON.stringify(services)}; add StringEquals on aws:SourceAccount`];
    }),
};

/** Whether a principal is a service, or anyone where a condition lets services through alone. */
const isService = (principal: Principal, statement: Statement): boolean =>
  principal.kind === "Service" || (isWildcard(principal) && admitsServicesOnly(statement));

/** Log delivery writes below the id of the account that it acts for. */
const namesAccountInPath = ({ resources = [] }: Statement): boolean =>
  resources.length > 0 && resources.every((resource) => /\/AWSLogs\/\d{12}\//.test(resource));
